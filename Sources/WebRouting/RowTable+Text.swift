package import ByteCoding
internal import StrictJSON

extension RowTable {
  /// Where a table stands among those that are written as one, which all have the same columns.
  package struct Part: Sendable {
    let isFirst: Bool
    let isLast: Bool

    package init(isFirst: Bool, isLast: Bool) {
      self.isFirst = isFirst
      self.isLast = isLast
    }

    /// All of it.
    package static let whole = Part(isFirst: true, isLast: true)
  }

  /// The table in one of ``MediaFormat/tables``.
  ///
  /// - `rows`: a JSON array with an object a row, each with every column, and with `non_finite`
  ///   where a number of the row is not finite.
  /// - `ndjson`: the same objects, one a line.
  /// - `csv`: RFC 4180 with a header line.
  ///
  /// - Complexity: O(cells).
  package func pieces(as format: MediaFormat, part: Part = .whole) -> Pieces {
    let ranges = Pieces.ranges(of: rows, by: max(1, Pieces.numbers / max(1, columns.count)))
    switch format {
    case .csv:
      let header = part.isFirst ? Self.line(columns.map { .text($0.name) }) : []
      return Pieces(count: ranges.count) { index in
        var bytes = index == 0 ? header : []
        for row in ranges[index] { appendLine(of: row, to: &bytes) }
        return bytes
      }
    case .ndjson:
      let members = members
      return Pieces(count: ranges.count) { index in
        var bytes: [UInt8] = []
        for row in ranges[index] {
          appendObject(of: row, members, to: &bytes)
          bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
      }
    default:
      let members = members
      return Pieces(count: ranges.count) { index in
        var bytes: [UInt8] = part.isFirst && index == 0 ? [UInt8(ascii: "[")] : []
        for row in ranges[index] {
          if row > 0 || !part.isFirst { bytes += [UInt8(ascii: ","), UInt8(ascii: "\n")] }
          appendObject(of: row, members, to: &bytes)
        }
        if part.isLast, index == ranges.count - 1 { bytes.append(UInt8(ascii: "]")) }
        return bytes
      }
    }
  }

  /// The names as they stand before their values.
  private var members: [[UInt8]] {
    columns.map { JSONValue.string($0.name).serialized() + [UInt8(ascii: ":")] }
  }

  private func appendObject(of row: Int, _ members: [[UInt8]], to bytes: inout [UInt8]) {
    var words: JSONObject = [:]
    bytes.append(UInt8(ascii: "{"))
    for (place, column) in columns.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += members[place]
      switch column.cell(row) {
      case .none: bytes += "null".utf8
      case .integer(let value): bytes += String(value).utf8
      case .number(let value):
        bytes += (JSONNumber(value)?.literal ?? "null").utf8
        if let word = value.nonFiniteWord { words[column.name] = .string(word) }
      case .text(let text): bytes += JSONValue.string(text).serialized()
      case .json(let value): bytes += value.serialized()
      }
    }
    if !words.isEmpty {
      bytes += #","non_finite":"#.utf8
      bytes += JSONValue.object(words).serialized()
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendLine(of row: Int, to bytes: inout [UInt8]) {
    for (place, column) in columns.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      Self.append(column.cell(row), to: &bytes)
    }
    bytes += [0x0D, 0x0A]
  }

  private static func line(_ cells: [Cell]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, cell) in cells.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell, to: &bytes)
    }
    return bytes + [0x0D, 0x0A]
  }

  /// A field of CSV: in quotes where it would be read as something else.
  private static func append(_ cell: Cell, to bytes: inout [UInt8]) {
    let field: [UInt8]
    switch cell {
    case .none: return
    case .integer(let value):
      bytes += String(value).utf8
      return
    case .number(let value):
      bytes += (value.nonFiniteWord ?? JSONNumber(value)?.literal ?? "").utf8
      return
    case .text(let text): field = Array(text.utf8)
    case .json(let value): field = value.serialized()
    }
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { [quote, UInt8(ascii: ","), 0x0A, 0x0D].contains($0) }) else {
      bytes += field
      return
    }
    bytes.append(quote)
    for octet in field { bytes += octet == quote ? [quote, quote] : [octet] }
    bytes.append(quote)
  }
}
