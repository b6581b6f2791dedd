@testable import SpecJSON

/// One input of libFuzzer as comma-separated values: a table that is read is, written again with
/// every field in quotes, the same table.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let text = UnsafeBufferPointer(start: start, count: count)
  let mostFields = 24
  let lines = 1 + text.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  let table: CSVTable
  do {
    table = try CSVTable(text, mostFields: mostFields)
  } catch {
    if case .malformed(let line, _) = error {
      precondition((1...lines).contains(line), "the fault lies outside the text")
    }
    return 0
  }
  precondition(!table.header.isEmpty)
  precondition(table.header.count + table.rows.reduce(0) { $0 + $1.fields.count } <= mostFields)
  var line = 0
  for row in table.rows {
    precondition(row.line > line && row.line <= lines && !row.fields.isEmpty)
    line = row.line
  }

  // Octets that are not UTF-8 are refused before.
  guard String(validating: text, as: UTF8.self) != nil else { return 0 }
  let rows = table.octets
  let written = rows.flatMap { fields in
    fields.map(quoted).joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "\n")]
  }
  guard let again = try? CSVTable(written, mostFields: mostFields) else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.octets == rows)
  return 0
}

private func quoted(_ field: [UInt8]) -> [UInt8] {
  let quote = UInt8(ascii: "\"")
  return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
}

extension CSVTable {
  /// The fields of the header and of every row.
  fileprivate var octets: [[[UInt8]]] {
    [header.map { Array($0.utf8) }]
      + rows.map { row in
        row.fields.indices.map { Array(field($0 - row.fields.lowerBound, of: row).utf8) }
      }
  }
}
