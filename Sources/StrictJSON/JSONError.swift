/// Why a text is not the JSON that this module accepts, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of fault, for callers to match.
  package enum Code: String, Sendable, CaseIterable {
    /// Nothing, or only white space.
    case emptyInput = "empty_input"
    /// The text begins with a byte order mark, which RFC 8259, section 8.1, forbids to senders.
    case byteOrderMark = "byte_order_mark"
    /// The text ends within a value.
    case unexpectedEnd = "unexpected_end"
    /// A byte that cannot stand where it does.
    case unexpectedCharacter = "unexpected_character"
    /// Something other than white space follows the value.
    case trailingContent = "trailing_content"
    /// A comma before `]` or `}`.
    case trailingComma = "trailing_comma"
    /// A comment; JSON has none.
    case comment = "comment"
    /// A word other than `true`, `false` and `null`.
    case invalidLiteral = "invalid_literal"
    /// `NaN` or an infinity; JSON has neither (RFC 8259, section 6).
    case nonFiniteNumber = "non_finite_number"
    /// A number with a leading zero or plus sign, or with digits missing (RFC 8259, section 6).
    case invalidNumber = "invalid_number"
    /// A number of more characters, or of a larger exponent, than the limits allow.
    case numberTooLong = "number_too_long"
    /// A backslash followed by something that RFC 8259, section 7, does not list.
    case invalidEscape = "invalid_escape"
    /// Half a surrogate pair, which encodes no character (RFC 8259, section 8.2).
    case loneSurrogate = "lone_surrogate"
    /// A raw character below U+0020 in a string (RFC 8259, section 7).
    case controlCharacter = "control_character"
    /// Bytes that are not UTF-8 (RFC 3629, section 4).
    case invalidUTF8 = "invalid_utf8"
    /// Two members of one object have the same name; the pointer names the second.
    case duplicateKey = "duplicate_key"
    /// Arrays and objects nested past the limit.
    case tooDeep = "too_deep"
    /// The text has more bytes than the limits allow.
    case tooLarge = "too_large"
  }

  /// The kind of fault.
  package let code: Code
  /// What is wrong, in words for the person who wrote the text.
  package let message: String
  /// The offset of the byte at fault, from 0; the text's length where the text ends too early.
  package let offset: Int
  /// The line of the byte at fault, from 1; lines end with U+000A.
  package let line: Int
  /// The column of the byte at fault, from 1, counted in Unicode scalars.
  package let column: Int
  /// The innermost value that was being read.
  package let pointer: JSONPointer

  /// The fault with its place, in one line.
  package var description: String {
    let place = pointer == .root ? "" : " in \(pointer)"
    return "line \(line), column \(column)\(place): \(message)"
  }

  private init(
    code: Code, message: String, offset: Int, line: Int, column: Int, pointer: JSONPointer
  ) {
    self.code = code
    self.message = message
    self.offset = offset
    self.line = line
    self.column = column
    self.pointer = pointer
  }

  /// A fault at `offset` of `text`; line and column are counted here. Complexity: O(offset).
  init(_ code: Code, _ message: String, at offset: Int, of text: [UInt8]) {
    var line = 1
    var column = 1
    for byte in text[..<offset] {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(
      code: code, message: message, offset: offset, line: line, column: column, pointer: .root)
  }

  /// The same fault, seen from the container that holds the faulty value as `parent`.
  func inside(_ parent: JSONPointer) -> JSONError {
    JSONError(
      code: code, message: message, offset: offset, line: line, column: column,
      pointer: parent.appending(pointer))
  }
}
