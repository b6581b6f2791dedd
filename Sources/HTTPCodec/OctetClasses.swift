/// The classes of octets that HTTP's and URI's grammars are made of.
extension UInt8 {
  static var tab: UInt8 { 0x09 }
  static var lineFeed: UInt8 { 0x0A }
  static var carriageReturn: UInt8 { 0x0D }
  static var space: UInt8 { 0x20 }

  /// CTL but for HTAB: octets that may stand nowhere in a request head (RFC 9110, section 5.5).
  var isForbiddenControl: Bool { (self < 0x20 && self != .tab) || self == 0x7F }

  /// OWS: SP or HTAB (RFC 9110, section 5.6.3).
  var isBlank: Bool { self == .space || self == .tab }

  var isDigit: Bool { self &- 0x30 < 10 }

  /// The value of a hexadecimal digit, or nil.
  var hexValue: UInt8? {
    if isDigit { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }

  /// ASCII letters in lower case, every other octet unchanged.
  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// tchar (RFC 9110, section 5.6.2).
  var isTokenOctet: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
  }

  /// unreserved / sub-delims (RFC 3986, sections 2.2 and 2.3).
  var isPlainURIOctet: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x2D, 0x2E, 0x5F, 0x7E: true
    case 0x21, 0x24, 0x26...0x2C, 0x3B, 0x3D: true
    default: false
    }
  }

  /// What a path or a query may hold: pchar, "/" and "?", "%" included (RFC 3986, sections 3.3,
  /// 3.4).
  var isTargetOctet: Bool {
    switch self {
    case 0x25, 0x2F, 0x3A, 0x3F, 0x40: true
    default: isPlainURIOctet
    }
  }
}

extension Span<UInt8> {
  /// The position of the first `octet`, or nil.
  func firstIndex(of octet: UInt8) -> Int? {
    firstIndex { $0 == octet }
  }

  /// The position of the first octet that satisfies `predicate`, or nil.
  @inline(__always)
  func firstIndex(where predicate: (UInt8) -> Bool) -> Int? {
    for index in 0..<count where predicate(self[index]) { return index }
    return nil
  }

  /// Whether every octet satisfies `predicate`; true of no octets at all.
  @inline(__always)
  func allSatisfy(_ predicate: (UInt8) -> Bool) -> Bool {
    for index in 0..<count where !predicate(self[index]) { return false }
    return true
  }

  /// Whether the octets spell `word`, which is in lower case, in any mixture of cases.
  func equalsIgnoringCase(_ word: StaticString) -> Bool {
    guard word.utf8CodeUnitCount == count else { return false }
    let letters = word.utf8Start
    for index in 0..<count where self[index].lowercased != letters[index] { return false }
    return true
  }

  /// The range without the blanks at both ends.
  func trimmingBlanks(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, self[low].isBlank { low += 1 }
    while high > low, self[high - 1].isBlank { high -= 1 }
    return low..<high
  }

  /// The octets as text: as UTF-8 where they are that, otherwise one scalar an octet (ISO 8859-1),
  /// so that no octet is lost (RFC 9110, section 5.5).
  var text: String {
    withUnsafeBufferPointer { octets in
      // Nearly always: and what needs no validation is many times quicker to make.
      if octets.allSatisfy({ $0 < 0x80 }) { return String(decoding: octets, as: UTF8.self) }
      return String(validating: octets, as: UTF8.self)
        ?? String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }
  }

  /// The octets as text, if they are well-formed UTF-8.
  var validText: String? {
    withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
  }
}

extension Array<UInt8> {
  /// Appends the bytes of a literal.
  mutating func append(_ literal: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends `value` in decimal; `value` is not negative.
  mutating func append(decimal value: Int) {
    if value >= 10 { append(decimal: value / 10) }
    append(UInt8(truncatingIfNeeded: 0x30 + value % 10))
  }
}
