internal import ByteCoding

extension CurveTable {
  /// The first bytes of a stored table: a name and a version.
  private static let magic = "SBCURVE1"

  /// The table as it is stored, all numbers little-endian: `magic`; the number of rows and of
  /// columns (u64); the steps (u64); and of each column its name's length (u64), its name, one
  /// byte a row (1 where there is a value) and one float64 a row (0 where there is none).
  package var bytes: [UInt8] {
    var writer = LittleEndianWriter(reservingCapacity: 64 + steps.count * (8 + 9 * columns.count))
    writer.append(text: Self.magic)
    writer.append(UInt64(steps.count))
    writer.append(UInt64(columns.count))
    for step in steps { writer.append(UInt64(step)) }
    for column in columns {
      writer.append(UInt64(column.name.utf8.count))
      writer.append(text: column.name)
      for value in column.values { writer.append(UInt8(value == nil ? 0 : 1)) }
      for value in column.values { writer.append(value ?? 0) }
    }
    return writer.bytes
  }

  /// Reads `bytes` back.
  package init(bytes: [UInt8]) throws {
    var reader = LittleEndianReader(bytes)
    guard try reader.read(text: Self.magic.utf8.count) == Self.magic else {
      throw MalformedArtifact()
    }
    let rows = try reader.readCount(of: 8)
    let columnCount = try reader.readCount(of: 8 + 9 * rows)
    var steps: [Int] = []
    for _ in 0..<rows { steps.append(Int(truncatingIfNeeded: try reader.read(UInt64.self))) }
    var columns: [Column] = []
    for _ in 0..<columnCount {
      let name = try reader.read(text: reader.readCount(of: 1))
      var isPresent: [Bool] = []
      for _ in 0..<rows { isPresent.append(try reader.read(UInt8.self) == 1) }
      let values = try reader.readDoubles(rows)
      columns.append(
        Column(name: name, values: zip(isPresent, values).map { $0 ? $1 : nil }))
    }
    guard reader.isAtEnd else { throw MalformedArtifact() }
    self.init(steps: steps, columns: columns)
  }
}
