internal import ByteCoding

/// A stored ``CurveTable``, of whose columns only those are read that are asked for.
///
/// The bytes: `magic`; the number of columns (variable-length), the length (likewise) and text of each
/// one's name; then a ``ColumnTableWriter``'s table of the steps and the columns. Earlier versions
/// stored, all numbers little-endian: `plainMagic`; the number of rows and of columns (u64); the steps
/// (u64); and of each column its name's length (u64), its name, one byte a row (1 where there is a
/// value) and one float64 a row (0 where there is none).
package struct StoredCurves {
  static let magic = "SBCURVE2"
  static let plainMagic = "SBCURVE1"

  private enum Content {
    case table(ColumnTableReader)
    case plain([CurveTable.Column])
  }

  package let steps: [Int]
  /// The names of the columns, `step` not among them.
  private let columnNames: [String]
  private let content: Content

  package init(_ bytes: [UInt8]) throws {
    var reader = LittleEndianReader(bytes)
    switch try reader.read(text: Self.magic.utf8.count) {
    case Self.magic:
      var names: [String] = []
      for _ in 0..<(try reader.readVarintCount()) { names.append(try reader.readShort()) }
      let table = try ColumnTableReader(&reader)
      guard table.columnCount == 1 + names.count else { throw MalformedArtifact() }
      (columnNames, content) = (names, .table(table))
      steps = try table.column(0).wholeNumbers()
    case Self.plainMagic:
      let columns: [CurveTable.Column]
      (steps, columns) = try Self.readPlain(&reader)
      (columnNames, content) = (columns.map(\.name), .plain(columns))
    default: throw MalformedArtifact()
    }
  }

  /// The names of all columns, `step` first.
  package var names: [String] { ["step"] + columnNames }

  /// The columns whose names are wanted, in their order. O(numbers of these).
  package func columns(where isWanted: (String) -> Bool) throws -> [CurveTable.Column] {
    switch content {
    case .plain(let columns): return columns.filter { isWanted($0.name) }
    case .table(let table):
      return try columnNames.enumerated().filter { isWanted($1) }.map { place, name in
        let column = try table.column(1 + place)
        return CurveTable.Column(
          name: name, values: (0..<column.count).map { column.value(at: $0) })
      }
    }
  }

  private static func readPlain(
    _ reader: inout LittleEndianReader
  ) throws -> ([Int], [CurveTable.Column]) {
    let rows = try reader.readCount(of: 8)
    let columnCount = try reader.readCount(of: 8 + 9 * rows)
    var steps: [Int] = []
    for _ in 0..<rows { steps.append(Int(truncatingIfNeeded: try reader.read(UInt64.self))) }
    var columns: [CurveTable.Column] = []
    for _ in 0..<columnCount {
      let name = try reader.read(text: reader.readCount(of: 1))
      var isPresent: [Bool] = []
      for _ in 0..<rows { isPresent.append(try reader.read(UInt8.self) == 1) }
      let values = try reader.readDoubles(rows)
      columns.append(
        CurveTable.Column(name: name, values: zip(isPresent, values).map { $0 ? $1 : nil }))
    }
    guard reader.isAtEnd else { throw MalformedArtifact() }
    return (steps, columns)
  }
}
