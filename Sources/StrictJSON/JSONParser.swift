/// A recursive descent over the bytes of one JSON text (RFC 8259).
///
/// Every read is bounds-checked by the array, so that no input can make it read elsewhere; the depth
/// limit bounds the recursion. Numbers and strings are in files of their own.
struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  /// The offset of the next byte to read.
  var position = 0
  private var depth = 0

  init(_ bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  var isAtEnd: Bool { position == bytes.count }

  /// The next byte, or `nil` at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The error `code` at the current position or at `offset`.
  func error(_ code: JSONError.Code, _ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(code, message, at: offset ?? position, of: bytes)
  }

  /// Reads the whole text: one value with white space around it.
  mutating func parseDocument() throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.maximumBytes else {
      throw error(
        .tooLarge, "the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are read")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw error(.byteOrderMark, "the text begins with a byte order mark; send UTF-8 without one")
    }
    skipWhiteSpace()
    guard !isAtEnd else { throw error(.emptyInput, "the text is empty; a JSON value is needed") }
    let value = try parseValue()
    skipWhiteSpace()
    guard isAtEnd else {
      throw unexpected(.trailingContent, "after the end of the value; only white space may follow")
    }
    return value
  }

  /// Skips the four characters of RFC 8259, section 2.
  private mutating func skipWhiteSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      default: return
      }
    }
  }

  private mutating func parseValue() throws(JSONError) -> JSONValue {
    guard let byte = next else { throw error(.unexpectedEnd, "the text ends before a value") }
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "["): return .array(try parseElements())
    case UInt8(ascii: "{"): return .object(try parseMembers())
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return try parseWord()
    case UInt8(ascii: "+"), UInt8(ascii: "."):
      throw error(.invalidNumber, "a number begins with a digit or a minus sign")
    default:
      throw unexpected(.unexpectedCharacter, "where a value is needed")
    }
  }

  /// Steps over an opening bracket, one level deeper.
  private mutating func enter() throws(JSONError) {
    guard depth < limits.maximumDepth else {
      throw error(.tooDeep, "arrays and objects are nested more than \(limits.maximumDepth) deep")
    }
    depth += 1
    position += 1
  }

  /// Steps over `closing` and one level up if it is next.
  private mutating func leave(_ closing: Unicode.Scalar) -> Bool {
    guard take(closing) else { return false }
    depth -= 1
    return true
  }
}

// MARK: - Arrays and objects

extension JSONParser {
  /// Reads the elements between `[` and `]`.
  private mutating func parseElements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try enter()
    skipWhiteSpace()
    if leave("]") { return elements }
    while true {
      do throws(JSONError) {
        elements.append(try parseValue())
      } catch {
        throw error.inside(.root.appending(elements.count))
      }
      if try !parseSeparator(before: "]", of: "an array") { return elements }
    }
  }

  /// Reads the members between `{` and `}`.
  private mutating func parseMembers() throws(JSONError) -> JSONObject {
    var object = JSONObject()
    try enter()
    skipWhiteSpace()
    if leave("}") { return object }
    while true {
      try parseMember(into: &object)
      if try !parseSeparator(before: "}", of: "an object") { return object }
    }
  }

  private mutating func parseMember(into object: inout JSONObject) throws(JSONError) {
    let start = position
    guard next == UInt8(ascii: "\"") else {
      throw unexpected(.unexpectedCharacter, "where a name in double quotes is needed")
    }
    let key = try parseString()
    guard !object.contains(key) else {
      throw error(.duplicateKey, "the name \"\(key)\" occurs twice in one object", at: start)
        .inside(.root.appending(key))
    }
    do throws(JSONError) {
      skipWhiteSpace()
      guard take(":") else {
        throw unexpected(.unexpectedCharacter, "where a colon after a name is needed")
      }
      skipWhiteSpace()
      object.append(key, try parseValue())
    } catch {
      throw error.inside(.root.appending(key))
    }
  }

  /// Reads the comma after an element or member and returns `true`, or `closing` and `false`.
  private mutating func parseSeparator(
    before closing: Unicode.Scalar, of container: String
  ) throws(JSONError) -> Bool {
    skipWhiteSpace()
    if leave(closing) { return false }
    let comma = position
    guard take(",") else {
      throw unexpected(
        .unexpectedCharacter, "where a comma or the \(closing) of \(container) is needed")
    }
    skipWhiteSpace()
    if next == UInt8(ascii: closing) {
      throw error(.trailingComma, "\(container) may not end with a comma", at: comma)
    }
    return true
  }

  /// Reads `character` if it is next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}

// MARK: - Words, and what cannot stand

extension JSONParser {
  private mutating func parseWord() throws(JSONError) -> JSONValue {
    let word = bytes[position...].prefix {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    let value: JSONValue
    switch String(decoding: word.prefix(16), as: UTF8.self) {
    case "null": value = .null
    case "true": value = .bool(true)
    case "false": value = .bool(false)
    case "NaN", "nan", "Infinity", "infinity", "inf", "Inf":
      throw error(.nonFiniteNumber, "JSON has no NaN and no infinity; write null or a number")
    case let other:
      throw error(
        .invalidLiteral,
        "\"\(other)\" is no JSON value; text needs double quotes, and the words "
          + "are true, false and null")
    }
    position += word.count
    return value
  }

  /// The error for the byte at the current position, or for the end of the text, found `place`.
  private func unexpected(_ code: JSONError.Code, _ place: String) -> JSONError {
    guard let byte = next else { return error(.unexpectedEnd, "the text ends \(place)") }
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "#"):
      return error(.comment, "JSON has no comments; remove this one")
    case UInt8(ascii: "'"):
      return error(code, "a single quote stands \(place); JSON's strings have double quotes")
    case 0x21...0x7E:
      return error(code, "\"\(Unicode.Scalar(byte))\" stands \(place)")
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      return error(code, "the byte 0x\(byte < 16 ? "0" : "")\(digits) stands \(place)")
    }
  }
}
