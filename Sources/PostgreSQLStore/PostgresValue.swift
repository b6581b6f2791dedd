/// A parameter of a statement.
package enum PostgresValue: Sendable {
  case null
  case text(String)
  case integer(Int64)
  case number(Double)
  case bool(Bool)
  case bytes([UInt8])

  static func optional(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .null }

  static func optional(_ number: Int?) -> PostgresValue {
    number.map { .integer(Int64($0)) } ?? .null
  }

  static func int(_ number: Int) -> PostgresValue { .integer(Int64(number)) }

  /// The bytes as they are sent; nil for NULL.
  var wire: [UInt8]? {
    switch self {
    case .null: nil
    case .text(let text): Array(text.utf8) + [0]
    case .integer(let number): Array(String(number).utf8) + [0]
    // The shortest text that reads back as the same double.
    case .number(let number): Array(number.description.utf8) + [0]
    case .bool(let isTrue): Array((isTrue ? "true" : "false").utf8) + [0]
    case .bytes(let bytes): bytes
    }
  }

  /// Whether it can be sent: a text with a zero byte would be cut there, and the database takes none.
  var isSendable: Bool {
    if case .text(let text) = self { !text.utf8.contains(0) } else { true }
  }

  /// Bytes of it where it may have many, else 0.
  var byteCount: Int { if case .bytes(let bytes) = self { bytes.count } else { 0 } }

  /// Whether it is no larger than a value can be (a gigabyte, with what the server adds).
  var fits: Bool {
    byteCount < 1_000_000_000
  }

  /// Whether the bytes are sent as such, and not as text.
  var isBinary: Bool { if case .bytes = self { true } else { false } }
}
