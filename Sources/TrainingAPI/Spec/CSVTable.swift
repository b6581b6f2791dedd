/// Text of comma-separated values with a header (RFC 4180; lines may also end in LF alone).
struct CSVTable {
  /// One line's fields, and where it begins in the text.
  struct Record {
    var fields: [String]
    /// Counted from 1; a quoted field may run over several lines.
    var line: Int
  }

  /// What is wrong with the text itself.
  struct Malformed: Error {
    var line: Int
    var problem: String
  }

  var header: [String]
  var rows: [Record]

  /// Reads a whole text; empty lines are passed over.
  ///
  /// - Throws: `Malformed` for a quote out of place or no header.
  /// - Complexity: O(length).
  init(_ text: String) throws(Malformed) {
    var records: [Record] = []
    var parser = Parser(bytes: Array(text.utf8))
    while let record = try parser.next() { records.append(record) }
    guard let first = records.first else {
      throw Malformed(line: 1, problem: "there is no header")
    }
    header = first.fields.map { String($0.trimmingBlanks()) }
    rows = Array(records.dropFirst())
  }

  private struct Parser {
    let bytes: [UInt8]
    var place = 0
    var line = 1

    /// The next line that is not empty.
    mutating func next() throws(Malformed) -> Record? {
      while place < bytes.count {
        let start = line
        var fields: [String] = []
        repeat { fields.append(try field()) } while take(UInt8(ascii: ","))
        endLine()
        if fields.count > 1 || !fields[0].trimmingBlanks().isEmpty {
          return Record(fields: fields, line: start)
        }
      }
      return nil
    }

    private mutating func field() throws(Malformed) -> String {
      take(UInt8(ascii: "\"")) ? try quoted() : try plain()
    }

    private mutating func plain() throws(Malformed) -> String {
      let start = place
      while place < bytes.count, !isEnd(bytes[place]) {
        guard bytes[place] != UInt8(ascii: "\"") else {
          throw Malformed(
            line: line, problem: "a quote stands within a field that has none around it")
        }
        place += 1
      }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// Up to the closing quote; two quotes are one.
    private mutating func quoted() throws(Malformed) -> String {
      let start = line
      var content: [UInt8] = []
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
        guard place == bytes.count || isEnd(bytes[place]) else {
          throw Malformed(line: line, problem: "text follows a closing quote")
        }
        return String(decoding: content, as: UTF8.self)
      }
      throw Malformed(line: start, problem: "a quote is never closed")
    }

    private func isEnd(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
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
