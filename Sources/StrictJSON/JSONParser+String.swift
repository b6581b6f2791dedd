extension JSONParser {
  /// Reads a string from its opening quote to its closing one (RFC 8259, section 7).
  mutating func parseString() throws(JSONError) -> String {
    position += 1
    let start = position
    try skipPlainText()
    if next == UInt8(ascii: "\"") {
      position += 1
      return String(decoding: bytes[start..<position - 1], as: UTF8.self)
    }
    // A string with escapes is put together from the runs of plain text between them.
    var text = Array(bytes[start..<position])
    while next == UInt8(ascii: "\\") {
      try parseEscape(into: &text)
      let run = position
      try skipPlainText()
      text += bytes[run..<position]
    }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  /// Steps over text up to a quote or a backslash; it must be UTF-8 without control characters.
  private mutating func skipPlainText() throws(JSONError) {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        return
      case 0x00..<0x20:
        throw error(
          .controlCharacter,
          "a string holds a raw control character; write it as an escape such as \\n or \\u0000")
      case 0x20..<0x80:
        position += 1
      default:
        guard let length = scalarLength() else {
          throw error(.invalidUTF8, "a string holds bytes that are not UTF-8")
        }
        position += length
      }
    }
    throw error(.unexpectedEnd, "the text ends within a string; its closing quote is missing")
  }

  /// The length of the well-formed sequence of two to four bytes at the current position, or `nil`.
  ///
  /// RFC 3629, section 4: the second byte's range excludes overlong forms, surrogates, and scalars
  /// past U+10FFFF.
  private func scalarLength() -> Int? {
    let length: Int
    let second: ClosedRange<UInt8>
    switch bytes[position] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
    let rest = bytes[position + 2..<position + length]
    return rest.allSatisfy { (0x80...0xBF).contains($0) } ? length : nil
  }

  /// Reads an escape from its backslash and appends what it stands for.
  private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
    let start = position
    position += 1
    guard let letter = next else {
      throw error(.unexpectedEnd, "the text ends within an escape")
    }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += String(try parseScalar(from: start)).utf8
    default:
      throw error(
        .invalidEscape, "JSON knows only the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u",
        at: start)
    }
  }

  /// Reads the digits of `\uXXXX`, and the second half where they are a high surrogate.
  private mutating func parseScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try parseCodeUnit(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(first), next == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw loneSurrogate(at: start) }
    let secondStart = position
    position += 2
    let second = try parseCodeUnit(from: secondStart)
    let scalar = 0x10000 + (UInt32(first) & 0x3FF) << 10 + (UInt32(second) & 0x3FF)
    guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(scalar) else {
      throw loneSurrogate(at: start)
    }
    return scalar
  }

  private func loneSurrogate(at offset: Int) -> JSONError {
    error(.loneSurrogate, "an escape is half a surrogate pair and encodes no character", at: offset)
  }

  /// Reads four hexadecimal digits.
  private mutating func parseCodeUnit(from start: Int) throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw error(.unexpectedEnd, "the text ends within an escape") }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default:
        throw error(.invalidEscape, "\\u needs four hexadecimal digits", at: start)
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
