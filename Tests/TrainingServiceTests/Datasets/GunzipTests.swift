import ByteCoding
import Testing
import WebRouting

/// The way back from gzip (RFC 1952).
@Suite struct GunzipTests {
  /// `gzip.compress(b"weights\n" * 3, mtime=0)` and `gzip.compress(b"seeds\n", mtime=1)` of Python.
  static let weights = bytes("1f8b08000000000002032b4fcd4ccf2829e62a47a3015198f0a518000000")
  static let seeds = bytes("1f8b08000100000002ff2b4e4d4d29e60200178147ca06000000")

  @Test func pythonsFilesAreRead() throws {
    #expect(
      try Gunzip.decode(Self.weights, limit: 100) == Array("weights\nweights\nweights\n".utf8))
    #expect(try Gunzip.decode(Self.seeds, limit: 100) == Array("seeds\n".utf8))
  }

  @Test(arguments: [0, 1, 1000, 1_000_000])
  func whatWasCodedComesBack(count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    let coded = try #require(Gzip.encode(content))
    #expect(try Gunzip.decode(coded, limit: count) == content)
  }

  @Test func severalFramesAreOneContent() throws {
    let both = try Gunzip.decode(Self.weights + Self.seeds + Self.seeds, limit: 36)
    #expect(String(decoding: both, as: UTF8.self) == "weights\nweights\nweights\nseeds\nseeds\n")
  }

  @Test func notOneByteMoreThanTheLimitComesOut() throws {
    #expect(throws: Gunzip.Refusal.tooLarge) { try Gunzip.decode(Self.weights, limit: 23) }
    #expect(throws: Gunzip.Refusal.tooLarge) {
      try Gunzip.decode(Self.weights + Self.seeds, limit: 29)
    }
    // 64 MiB of zeros in 64 KiB.
    let bomb = try #require(Gzip.encode([UInt8](repeating: 0, count: 64 << 20)))
    #expect(bomb.count < 70_000)
    #expect(throws: Gunzip.Refusal.tooLarge) { try Gunzip.decode(bomb, limit: 1 << 20) }
  }

  @Test func everyTruncationIsSeen() {
    for length in 0..<Self.weights.count {
      #expect(throws: Gunzip.Refusal.truncated, "\(length)") {
        try Gunzip.decode(Array(Self.weights.prefix(length)), limit: 100)
      }
    }
  }

  @Test func whatIsBrokenNeverComesOutChanged() throws {
    let content = try Gunzip.decode(Self.weights, limit: 100)
    for index in Self.weights.indices {
      for bit in 0..<8 {
        var broken = Self.weights
        broken[index] ^= 1 << bit
        // Time and system in the header may be anything.
        if let read = try? Gunzip.decode(broken, limit: 100) { #expect(read == content) }
      }
    }
    #expect(throws: Gunzip.Refusal.self) {
      try Gunzip.decode(Self.weights + [1, 2, 3], limit: 100)
    }
    #expect(throws: Gunzip.Refusal.corrupt(offset: 2)) {
      try Gunzip.decode(Array("plain text".utf8), limit: 100)
    }
  }
}

/// The bytes that hexadecimal digits stand for.
func bytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.utf8.map { UInt8($0 > 0x39 ? $0 - 0x57 : $0 - 0x30) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
