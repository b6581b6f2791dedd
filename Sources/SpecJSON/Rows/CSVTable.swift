internal import StrictJSON

/// Text of values separated by commas or another delimiter (RFC 4180; lines may also end in LF alone, a
/// byte order mark at the beginning is passed over, and so are blanks around a field in quotes).
///
/// The fields of all rows lie in one run of bytes: a table of many short numbers takes little more
/// than its text.
struct CSVTable {
  /// One line.
  struct Row {
    /// Its fields' places among all.
    var fields: Range<Int>
    /// Where it begins, counted from 1; a quoted field may run over several lines.
    var line: Int
  }

  /// Why there is no table.
  enum Refusal: Error {
    /// A quote out of place, or no line at all.
    case malformed(line: Int, problem: String)
    /// More than `mostFields`.
    case tooManyFields
  }

  /// The names of the columns: those of the first line, or their numbers from 1 on.
  let header: [String]
  /// Whether the names come from the text.
  let hasHeader: Bool
  let rows: [Row]
  /// Every field without its quotes, one after another.
  private let content: [UInt8]
  /// Where each field ends: no text is as long as 32 bits can tell.
  private let ends: [UInt32]

  /// Reads a whole text; empty lines are passed over.
  ///
  /// - Complexity: O(length).
  init(
    _ text: some Sequence<UInt8>, hasHeader: Bool = true,
    delimiter: CSVFormat.Delimiter = .comma, mostFields: Int = .max
  ) throws(Refusal) {
    self = try Array(text).withUnsafeBufferPointer { bytes throws(Refusal) in
      try CSVTable(
        UnsafeRawBufferPointer(bytes), hasHeader: hasHeader, delimiter: delimiter,
        mostFields: mostFields)
    }
  }

  /// Reads a whole text where it lies; empty lines are passed over.
  ///
  /// - Complexity: O(length); memory of the length, and four bytes a field.
  init(
    _ text: UnsafeRawBufferPointer, hasHeader: Bool = true,
    delimiter: CSVFormat.Delimiter = .comma, mostFields: Int = .max
  ) throws(Refusal) {
    var parser = Parser(bytes: text, delimiter: delimiter.byte, mostFields: mostFields)
    var rows: [Row] = []
    while let row = try parser.next() { rows.append(row) }
    guard let first = rows.first else {
      throw .malformed(line: 1, problem: hasHeader ? "there is no header" : "there is no row")
    }
    self.hasHeader = hasHeader
    content = parser.content
    ends = parser.ends
    self.rows = hasHeader ? Array(rows.dropFirst()) : rows
    header = first.fields.enumerated().map { number, field in
      hasHeader
        ? String(Self.field(field, parser.content, parser.ends).trimmingBlanks())
        : String(number + 1)
    }
  }

  /// The field of a row in a column, blanks around it included.
  func field(_ column: Int, of row: Row) -> String {
    Self.field(row.fields.lowerBound + column, content, ends)
  }

  private static func field(_ place: Int, _ content: [UInt8], _ ends: [UInt32]) -> String {
    let start = place == 0 ? 0 : Int(ends[place - 1])
    return String(decoding: content[start..<Int(ends[place])], as: UTF8.self)
  }

  private struct Parser {
    let bytes: UnsafeRawBufferPointer
    let delimiter: UInt8
    let mostFields: Int
    var content: [UInt8] = []
    var ends: [UInt32] = []
    var place = 0
    var line = 1

    init(bytes: UnsafeRawBufferPointer, delimiter: UInt8, mostFields: Int) {
      self.bytes = bytes
      self.delimiter = delimiter
      self.mostFields = mostFields
      // Arrays that grow take twice their size while they move.
      let separators = bytes.reduce(1) {
        $0 + ($1 == delimiter || $1 == UInt8(ascii: "\n") ? 1 : 0)
      }
      ends.reserveCapacity(min(separators, mostFields))
      content.reserveCapacity(bytes.count)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// The next line that is not empty.
    mutating func next() throws(Refusal) -> Row? {
      while place < bytes.count {
        let start = line
        let first = ends.count
        let firstByte = content.count
        repeat {
          guard ends.count < mostFields else { throw .tooManyFields }
          try field()
          ends.append(UInt32(content.count))
        } while take(delimiter)
        endLine()
        let isEmpty =
          ends.count - first == 1
          && content[firstByte...].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        guard isEmpty else { return Row(fields: first..<ends.count, line: start) }
        ends.removeLast()
        content.removeSubrange(firstByte...)
      }
      return nil
    }

    private mutating func field() throws(Refusal) {
      var quote = place
      while quote < bytes.count, isBlank(bytes[quote]) { quote += 1 }
      if quote < bytes.count, bytes[quote] == UInt8(ascii: "\"") {
        place = quote + 1
        try quoted()
      } else {
        try plain()
      }
    }

    private func isBlank(_ byte: UInt8) -> Bool {
      byte != delimiter && (byte == 0x20 || byte == 0x09)
    }

    private mutating func plain() throws(Refusal) {
      let start = place
      while place < bytes.count, !isEnd(bytes[place]) {
        guard bytes[place] != UInt8(ascii: "\"") else {
          throw .malformed(
            line: line, problem: "a quote stands within a field that has none around it")
        }
        place += 1
      }
      content.append(contentsOf: bytes[start..<place])
    }

    /// Up to the closing quote; two quotes are one.
    private mutating func quoted() throws(Refusal) {
      let start = line
      while place < bytes.count {
        let byte = bytes[place]
        place += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        guard byte == UInt8(ascii: "\"") else {
          content.append(byte)
          continue
        }
        if take(UInt8(ascii: "\"")) {
          content.append(byte)
          continue
        }
        while place < bytes.count, isBlank(bytes[place]) { place += 1 }
        guard place == bytes.count || isEnd(bytes[place]) else {
          throw .malformed(line: line, problem: "text follows a closing quote")
        }
        return
      }
      throw .malformed(line: start, problem: "a quote is never closed")
    }

    private func isEnd(_ byte: UInt8) -> Bool {
      byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard place < bytes.count, bytes[place] == byte else { return false }
      place += 1
      return true
    }

    private mutating func endLine() {
      _ = take(UInt8(ascii: "\r"))
      _ = take(UInt8(ascii: "\n"))
      line += 1
    }
  }
}
