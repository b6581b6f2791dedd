import CLibPQ

/// The rows that a statement gave, in binary form.
package final class PostgresRows {
  private let result: OpaquePointer
  private let columns: [String: Int32]

  /// Takes the result over.
  init(_ result: OpaquePointer) {
    self.result = result
    columns = Dictionary(
      uniqueKeysWithValues: (0..<PQnfields(result)).map {
        (String(cString: PQfname(result, $0)), $0)
      })
  }

  deinit { PQclear(result) }

  package var count: Int { Int(PQntuples(result)) }

  /// Reads every row.
  func map<Value>(_ read: (PostgresRow) throws -> Value) rethrows -> [Value] {
    try (0..<count).map { try read(PostgresRow(rows: self, index: Int32($0))) }
  }

  /// The first row, if there is one.
  package var first: PostgresRow? { count > 0 ? PostgresRow(rows: self, index: 0) : nil }

  /// The bytes of a value; nil for NULL.
  fileprivate func value(_ row: Int32, _ name: String) throws -> UnsafeRawBufferPointer? {
    guard let column = columns[name] else {
      throw PostgresError(state: nil, message: "the database gave no column \(name)")
    }
    if PQgetisnull(result, row, column) == 1 { return nil }
    return UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
  }
}

/// One row. Integers are bigint, numbers double precision: statements cast what is not.
package struct PostgresRow {
  fileprivate let rows: PostgresRows
  fileprivate let index: Int32

  package func text(_ name: String) throws -> String? {
    try rows.value(index, name).map { String(decoding: $0, as: UTF8.self) }
  }

  func bytes(_ name: String) throws -> [UInt8]? {
    try rows.value(index, name).map { [UInt8]($0) }
  }

  package func integer(_ name: String) throws -> Int64? {
    try bits(name).map { Int64(bitPattern: $0) }
  }

  func number(_ name: String) throws -> Double? {
    try bits(name).map { Double(bitPattern: $0) }
  }

  func bool(_ name: String) throws -> Bool? {
    try rows.value(index, name).map { $0.first == 1 }
  }

  /// Eight bytes, the most significant first.
  private func bits(_ name: String) throws -> UInt64? {
    guard let bytes = try rows.value(index, name) else { return nil }
    guard bytes.count == 8 else {
      throw PostgresError(state: nil, message: "the database gave \(name) in another form")
    }
    return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
  }

  func required<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else {
      throw PostgresError(state: nil, message: "the database gave no \(name)")
    }
    return value
  }

  func requiredText(_ name: String) throws -> String { try required(text(name), name) }

  func requiredInteger(_ name: String) throws -> Int64 { try required(integer(name), name) }

  func int(_ name: String) throws -> Int { Int(try requiredInteger(name)) }
}
