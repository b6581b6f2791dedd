import ByteCoding
import Foundation
import Testing

@Suite struct ColumnTableTests {
  /// Columns that together take every form.
  private static let awkward: [NumberColumn] = {
    let rows = Array(0..<10)
    func column(_ value: (Int) -> Double) -> NumberColumn { NumberColumn(rows.map(value)) }
    var columns: [NumberColumn] = []
    columns.append(column { Double($0) })
    columns.append(NumberColumn([0.1, 0.2, 0.3, 0.4, 0.55, 0.6, 0.7, 0.8, 0.9, 1]))
    columns.append(column { row in Double(row / 7) + Double(row % 7 * 10) / 77 })
    columns.append(
      NumberColumn([-0.0, 0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1, -1, 2, -2]))
    columns.append(column { Double(bitPattern: UInt64($0) &* 0x9e37_79b9_7f4a_7c15) })
    columns.append(column { row in 0.7 + 1e-9 * Double(row * row) })
    columns.append(column { row in Double(Float(0.1) * Float(row - 5)) })
    columns.append(column { _ in Double(nan: 5, signaling: false) })
    columns.append(column { Double($0) })
    let ones = [Double](repeating: 1, count: 10)
    columns.append(NumberColumn(ones, absences: [0, 0, 0, 0, 0, 0, 0, 0, 0, 7]))
    columns.append(NumberColumn(ones, absences: [UInt8](repeating: 3, count: 10)))
    let thirds = rows.map { Double($0) / 3 }
    columns.append(NumberColumn(thirds, absences: [1, 2, 0, 0, 1, 0, 0, 0, 2, 255]))
    columns.append(NumberColumn([0x1p52, 0x1p53, 0x1p60, 1e300, 1e-300, 3, 5, 8, 13, 21]))
    columns.append(NumberColumn([0x1p40 - 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 1.0 / 1_048_575]))
    return columns
  }()

  private static func bytes(_ columns: [NumberColumn], rows: Int) -> [UInt8] {
    var table = ColumnTableWriter(rows: rows)
    for column in columns { table.append(column) }
    var writer = LittleEndianWriter()
    table.append(to: &writer)
    return writer.bytes
  }

  private static func read(_ bytes: [UInt8]) throws -> [NumberColumn] {
    var reader = LittleEndianReader(bytes)
    let table = try ColumnTableReader(&reader)
    return try (0..<table.columnCount).map { try table.column($0) }
  }

  @Test func everyColumnComesBackBitForBit() throws {
    #expect(try Self.read(Self.bytes(Self.awkward, rows: 10)) == Self.awkward)
    for rows in [0, 1, 2, 3, 4, 5, 7, 8, 9] {
      let columns = Self.awkward.map { column in
        NumberColumn(
          Array(column.values.prefix(rows)),
          absences: (0..<rows).map { column.absence(at: $0) })
      }
      #expect(try Self.read(Self.bytes(columns, rows: rows)) == columns)
    }
  }

  @Test func longSeriesComeBackBitForBit() throws {
    // A linear congruential generator (Knuth, MMIX): every width of differences occurs.
    var state: UInt64 = 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
    for width in 0...64 {
      var pattern: UInt64 = 0x3fe0_0000_0000_0000
      let values = (0..<67).map { _ -> Double in
        pattern &+= width == 0 ? 0 : next() >> UInt64(64 - width)
        return Double(bitPattern: pattern)
      }
      let columns = [NumberColumn(values), NumberColumn(values.map { -$0 })]
      #expect(try Self.read(Self.bytes(columns, rows: 67)) == columns)
    }
  }

  @Test func whatIsRegularTakesFewBytes() {
    let rows = 200
    func size(_ columns: NumberColumn...) -> Int { Self.bytes(columns, rows: rows).count }
    let noise = NumberColumn(
      (0..<rows).map { row -> Double in 1 / (2 + Double(row * 7919 % 211)).squareRoot() })
    #expect(size(NumberColumn(Array(repeating: 1 / 3, count: rows))) < 16)
    let steps = NumberColumn((0..<rows).map { row -> Double in Double(5 * row) })
    #expect(size(steps) < 64)
    let shares = NumberColumn((0..<rows).map { row -> Double in Double(row * 37 % 101) / 120 })
    #expect(size(shares) < 300)
    #expect(size(noise, noise, noise, noise) < size(noise) + 12)
    #expect(
      size(NumberColumn(noise.values, absences: Array(repeating: 2, count: rows))) < 12)
    // Numbers of float32 have 29 bits that are 0.
    #expect(size(NumberColumn(noise.values.map { Double(Float($0)) })) < 200 * 5)
    #expect(size(noise) < 200 * 8 + 60)
  }

  @Test func whatIsCutOffOrDamagedIsRefusedOrRead() {
    let bytes = Self.bytes(Self.awkward, rows: 10)
    for length in bytes.indices {
      #expect(throws: MalformedArtifact.self) { try Self.read(Array(bytes[..<length])) }
    }
    #expect(throws: MalformedArtifact.self) { try Self.read(bytes + [0]) }
    for place in bytes.indices {
      for change in 1...255 as ClosedRange<UInt8> {
        var damaged = bytes
        damaged[place] ^= change
        _ = try? Self.read(damaged)
      }
    }
  }

  @Test func countsThatCannotBeTakeNoMemory() {
    var writer = LittleEndianWriter()
    writer.append(varint: 1 << 40)
    writer.append(varint: 0)
    #expect(throws: MalformedArtifact.self) { try Self.read(writer.bytes) }
    writer.removeAll()
    writer.append(varint: 8)
    writer.append(varint: .max)
    #expect(throws: MalformedArtifact.self) { try Self.read(writer.bytes) }
    // Ten bytes with more than 64 bits.
    #expect(throws: MalformedArtifact.self) {
      try Self.read(Array(repeating: 0xff, count: 9) + [0x7f])
    }
  }

  @Test func planesComeBackAndSaveWhatThereIs() throws {
    let weights = (0..<40_000).map { row -> Float in Float(sin(Double(row) * 12.9898)) * 0.1 }
    let clones = (0..<40_000).map { row -> Float in Float(sin(Double(row % 300) * 12.9898)) }
    func bytes(_ numbers: [Float]) -> [UInt8] {
      var writer = LittleEndianWriter()
      for number in numbers { writer.append(number) }
      return writer.bytes
    }
    for plain in [bytes(weights), bytes(clones), bytes(weights) + [1, 2, 3], [], [1]] {
      let packed = PlanePacking.packed(plain, width: 4)
      #expect(try PlanePacking.unpacked(packed) == plain)
      for length in [packed.count - 1, packed.count / 2, 9] where (8..<packed.count) ~= length {
        #expect(throws: MalformedArtifact.self) {
          try PlanePacking.unpacked(Array(packed[..<length]))
        }
      }
    }
    #expect(PlanePacking.packed(bytes(weights), width: 4).count * 10 < 160_000 * 9)
    #expect(PlanePacking.packed(bytes(clones), width: 4).count * 10 < 160_000)
  }
}
