/// Reads what `LittleEndianWriter` wrote; every read past the end throws.
package struct LittleEndianReader {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package var isAtEnd: Bool { position == bytes.count }

  /// Bytes not read yet.
  package var remaining: Int { bytes.count - position }

  package mutating func read<Value: FixedWidthInteger>(
    _: Value.Type = Value.self
  ) throws(MalformedArtifact) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else { throw MalformedArtifact() }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self))
    }
  }

  /// What `LittleEndianWriter.append(varint:)` wrote.
  package mutating func readVarint() throws(MalformedArtifact) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let byte = try read(UInt8.self)
      let bits = UInt64(byte & 0x7f)
      guard (bits << UInt64(shift)) >> UInt64(shift) == bits else { throw MalformedArtifact() }
      value |= bits << UInt64(shift)
      if byte & 0x80 == 0 { return value }
    }
    throw MalformedArtifact()
  }

  /// `count` numbers of `width` bits, at most 64, one after the other from the lowest bit of the first
  /// byte on.
  mutating func read(bits count: Int, width: Int) throws(MalformedArtifact) -> [UInt64] {
    let size = (count * width + 7) / 8
    guard size <= bytes.count - position else { throw MalformedArtifact() }
    defer { position += size }
    var numbers = Array(repeating: UInt64(0), count: count)
    var bit = 8 * position
    for index in numbers.indices {
      var got = 0
      while got < width {
        let taken = min(8 - bit & 7, width - got)
        let part = (UInt64(bytes[bit >> 3]) >> UInt64(bit & 7)) & ((1 << UInt64(taken)) - 1)
        numbers[index] |= part << UInt64(got)
        got += taken
        bit += taken
      }
    }
    return numbers
  }

  /// A count of elements of at least `size` bytes each, checked against what is left, so that
  /// nothing is allocated for a count that cannot be true.
  package mutating func readCount(of size: Int) throws(MalformedArtifact) -> Int {
    let count = try Int(exactly: read(UInt64.self))
    guard let count, count <= (bytes.count - position) / max(1, size) else {
      throw MalformedArtifact()
    }
    return count
  }

  /// `count` numbers of float64.
  package mutating func readDoubles(_ count: Int) throws(MalformedArtifact) -> [Double] {
    try readNumbers(count) { reader throws(MalformedArtifact) in
      Double(bitPattern: try reader.read())
    }
  }

  /// `count` numbers of float32.
  package mutating func readFloats(_ count: Int) throws(MalformedArtifact) -> [Float] {
    try readNumbers(count) { reader throws(MalformedArtifact) in
      Float(bitPattern: try reader.read())
    }
  }

  /// The next `count` bytes, which share the memory of all of them.
  package mutating func readSlice(_ count: Int) throws(MalformedArtifact) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw MalformedArtifact() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func readNumbers<Number>(
    _ count: Int, _ next: (inout LittleEndianReader) throws(MalformedArtifact) -> Number
  ) throws(MalformedArtifact) -> [Number] {
    // A number takes at least 4 bytes: no room is made for what cannot be there.
    guard count <= (bytes.count - position) / 4 else { throw MalformedArtifact() }
    var values: [Number] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try next(&self)) }
    return values
  }

  /// The next `count` bytes.
  package mutating func read(bytes count: Int) throws(MalformedArtifact) -> [UInt8] {
    guard bytes.count - position >= count else { throw MalformedArtifact() }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Bytes after their number.
  package mutating func readBytes() throws(MalformedArtifact) -> [UInt8] {
    try read(bytes: readCount(of: 1))
  }

  package mutating func read(text count: Int) throws(MalformedArtifact) -> String {
    guard bytes.count - position >= count else { throw MalformedArtifact() }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }
}
