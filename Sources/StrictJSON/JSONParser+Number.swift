extension JSONParser {
  /// Reads `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259, section 6).
  mutating func parseNumber() throws(JSONError) -> JSONNumber {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let isZero = next == UInt8(ascii: "0")
    let wholeDigits = skipDigits()
    if wholeDigits == 0 {
      if let byte = next, "INin".utf8.contains(byte) {
        throw error(.nonFiniteNumber, "JSON has no NaN and no infinity", at: start)
      }
      throw missingDigit("after the minus sign")
    }
    if isZero && wholeDigits > 1 {
      throw error(.invalidNumber, "a number may not begin with a needless zero", at: start)
    }
    if next == UInt8(ascii: ".") {
      position += 1
      if skipDigits() == 0 { throw missingDigit("after the decimal point") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      try skipExponent()
    }
    let length = position - start
    guard length <= limits.maximumNumberLength else {
      throw error(
        .numberTooLong,
        "a number has \(length) characters; at most \(limits.maximumNumberLength) are read",
        at: start)
    }
    return JSONNumber(trusted: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func skipExponent() throws(JSONError) {
    position += 1
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
    let start = position
    while next == UInt8(ascii: "0") { position += 1 }
    // Nine digits are past every format of numbers, and arithmetic on them cannot overflow.
    if skipDigits() > 9 {
      throw error(.numberTooLong, "an exponent has more than nine digits", at: start)
    }
    if position == start { throw missingDigit("in the exponent") }
  }

  /// Steps over digits and returns how many there were.
  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
    return position - start
  }

  private func missingDigit(_ place: String) -> JSONError {
    isAtEnd
      ? error(.unexpectedEnd, "the text ends \(place) of a number, where a digit is needed")
      : error(.invalidNumber, "a number needs a digit \(place)")
  }
}
