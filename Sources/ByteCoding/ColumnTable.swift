/// Writes columns of equally many rows as bytes, of which each can be read without the others.
///
/// The number of rows and of columns, then how many bytes each column takes (variable-length numbers),
/// then the columns. A column begins with a byte, its kind:
///
/// | kind | what follows |
/// |---|---|
/// | 0 | absences; no row has a number |
/// | 1 | the place of an earlier column that it equals (variable-length) |
/// | 2 | absences; one number (float64) that all rows have |
/// | 3 | absences; the numbers of the rows that have one: see ``NumberCoding`` |
///
/// Absences are runs of rows with one code: how many (variable-length) and the code (u8); a kind with
/// the bit 0x80 has none, as every row has a number.
package struct ColumnTableWriter {
  static let none: UInt8 = 0
  static let same: UInt8 = 1
  static let constant: UInt8 = 2
  static let numbers: UInt8 = 3
  static let complete: UInt8 = 0x80

  private let rows: Int
  private var lengths: [Int] = []
  private var content = LittleEndianWriter()
  /// Columns that later ones may equal, by their fingerprints.
  private var known: [UInt64: (place: Int, column: NumberColumn)] = [:]

  package init(rows: Int) { self.rows = rows }

  /// Adds a column behind the others. O(rows).
  ///
  /// - Precondition: it has as many rows as the table.
  package mutating func append(_ column: NumberColumn) {
    precondition(column.count == rows, "a column has not the table's rows")
    let start = content.bytes.count
    defer { lengths.append(content.bytes.count - start) }
    let fingerprint = column.fingerprint
    if let earlier = known[fingerprint], earlier.column == column {
      content.append(Self.same)
      content.append(varint: UInt64(earlier.place))
      return
    }
    known[fingerprint] = (lengths.count, column)
    let present = column.present
    let complete = column.absences.isEmpty ? Self.complete : 0
    guard let first = present.first else {
      content.append(Self.none | complete)
      append(absences: column.absences)
      return
    }
    let isConstant = present.allSatisfy { $0.bitPattern == first.bitPattern }
    content.append((isConstant ? Self.constant : Self.numbers) | complete)
    append(absences: column.absences)
    if isConstant {
      content.append(first)
    } else {
      NumberCoding.append(present, to: &content)
    }
  }

  private mutating func append(absences: [UInt8]) {
    var start = 0
    while start < absences.count {
      let code = absences[start]
      let end = absences[start...].firstIndex { $0 != code } ?? absences.count
      content.append(varint: UInt64(end - start))
      content.append(code)
      start = end
    }
  }

  /// Appends the table to what else is written.
  package func append(to writer: inout LittleEndianWriter) {
    writer.append(varint: UInt64(rows))
    writer.append(varint: UInt64(lengths.count))
    for length in lengths { writer.append(varint: UInt64(length)) }
    writer.append(bytes: content.bytes)
  }
}

/// Reads columns that a ``ColumnTableWriter`` wrote, each when it is asked for.
package struct ColumnTableReader: Sendable {
  /// No table has more rows: a damaged number of them takes no memory.
  private static let mostRows = 1 << 24

  package let rowCount: Int
  private let content: [UInt8]
  private var columns: [Range<Int>] = []

  /// Reads where the columns are, of a table that ends with the bytes. O(columns).
  package init(_ reader: inout LittleEndianReader) throws(MalformedArtifact) {
    let rows = try reader.readVarint()
    let count = try reader.readVarint()
    guard rows <= Self.mostRows, count <= reader.remaining else { throw MalformedArtifact() }
    rowCount = Int(rows)
    var end = 0
    for _ in 0..<count {
      let length = try reader.readVarint()
      guard length <= reader.remaining - end else { throw MalformedArtifact() }
      columns.append(end..<end + Int(length))
      end += Int(length)
    }
    guard end == reader.remaining else { throw MalformedArtifact() }
    content = try reader.read(bytes: end)
  }

  package var columnCount: Int { columns.count }

  /// The column at a place, from 0. O(rows), whatever the others hold.
  ///
  /// - Precondition: there is one.
  package func column(_ place: Int) throws(MalformedArtifact) -> NumberColumn {
    var reader = LittleEndianReader(Array(content[columns[place]]))
    let mark = try reader.read(UInt8.self)
    if mark == ColumnTableWriter.same {
      let earlier = try reader.readVarint()
      // The first of equal columns is told whole, so that nobody follows them from one to the next.
      guard earlier < place, reader.isAtEnd,
        content[columns[Int(earlier)]].first != ColumnTableWriter.same
      else { throw MalformedArtifact() }
      return try column(Int(earlier))
    }
    let absences =
      mark & ColumnTableWriter.complete == 0 ? try readAbsences(&reader) : []
    let present = absences.isEmpty ? rowCount : absences.count { $0 == 0 }
    let values: [Double]
    switch mark & ~ColumnTableWriter.complete {
    case ColumnTableWriter.none:
      guard present == 0 else { throw MalformedArtifact() }
      values = []
    case ColumnTableWriter.constant:
      values = Array(repeating: Double(bitPattern: try reader.read()), count: present)
    case ColumnTableWriter.numbers:
      values = try NumberCoding.read(present, from: &reader)
    default: throw MalformedArtifact()
    }
    guard reader.isAtEnd else { throw MalformedArtifact() }
    if absences.isEmpty { return NumberColumn(values) }
    var next = values.makeIterator()
    return NumberColumn(absences.map { $0 == 0 ? next.next() ?? 0 : 0 }, absences: absences)
  }

  private func readAbsences(
    _ reader: inout LittleEndianReader
  ) throws(MalformedArtifact) -> [UInt8] {
    var absences: [UInt8] = []
    while absences.count < rowCount {
      let length = try reader.readVarint()
      guard length > 0, length <= rowCount - absences.count else { throw MalformedArtifact() }
      absences += Array(repeating: try reader.read(UInt8.self), count: Int(length))
    }
    return absences
  }
}
