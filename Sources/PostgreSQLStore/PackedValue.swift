import ByteCoding

/// Bytes as the database keeps them: deflated where that makes them smaller.
struct PackedValue: Sendable {
  let body: [UInt8]
  /// The length before deflating; nil where `body` is stored as it is.
  let inflatedLength: Int?

  /// Below this, deflating saves next to nothing.
  private static let smallest = 512

  /// Takes time proportional to the length, so not on the cooperative pool.
  ///
  /// - Parameter quickly: for rows of data, of which someone waits: half the time, and some percent more
  ///   bytes.
  init(_ bytes: [UInt8], quickly: Bool = false) {
    let packed =
      bytes.count >= Self.smallest
      ? Deflate.packed(bytes[...], quickly ? .quick : .thorough) : nil
    body = packed ?? bytes
    inflatedLength = packed == nil ? nil : bytes.count
  }

  /// Bytes that are short as they are.
  init(unpacked bytes: [UInt8]) {
    body = bytes
    inflatedLength = nil
  }

  /// Bytes as they were packed.
  init(_ packed: [UInt8], inflatedLength: Int?) {
    body = packed
    self.inflatedLength = inflatedLength
  }

  /// Two columns of a row as they are, in no time; nil where the body is NULL.
  init?(_ row: PostgresRow, body: String, length: String) throws {
    guard let bytes = try row.bytes(body) else { return nil }
    self.body = bytes
    inflatedLength = try row.integer(length).map(Int.init)
  }

  /// The length of what was packed.
  var unpackedCount: Int { inflatedLength ?? body.count }

  /// What was packed; takes time proportional to its length.
  func unpacked() throws -> [UInt8] {
    guard let inflatedLength else { return body }
    return try Deflate.unpacked(body[...], count: inflatedLength)
  }

  /// What was packed in two columns of a row; nil where the body is NULL.
  static func read(_ row: PostgresRow, body: String, length: String) throws -> [UInt8]? {
    try PackedValue(row, body: body, length: length)?.unpacked()
  }
}

/// Arrays in the text that PostgreSQL reads (its manual, 8.15.6).
enum PostgresArray {
  static func text(_ texts: [String]) -> String {
    text(texts.map(Optional.some))
  }

  static func text(_ texts: [String?]) -> String {
    "{" + texts.map { $0.map(quoted) ?? "NULL" }.joined(separator: ",") + "}"
  }

  static func text(_ numbers: [Int?]) -> String {
    "{" + numbers.map { $0.map(String.init) ?? "NULL" }.joined(separator: ",") + "}"
  }

  static func text(_ numbers: [Double]) -> String {
    "{" + numbers.map(\.description).joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var escaped = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { escaped += "\\" }
      escaped.unicodeScalars.append(character)
    }
    return escaped + "\""
  }

  static func text(_ numbers: [some BinaryInteger]) -> String {
    "{" + numbers.map { "\($0)" }.joined(separator: ",") + "}"
  }
}
