/// Numbers as tables have them: decimal digits, with a sign, a fraction and a power of ten where they
/// are there.
///
/// `Double` reads more than that: `0x10` as 16, and `nan` and `infinity`, which are names of classes as
/// well as any other.
enum DecimalText {
  /// What parts a whole number from its fraction.
  enum Mark: String, CaseIterable {
    case point = "."
    case comma = ","

    fileprivate var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
  }

  /// The nearest `Double`, infinite past its range; nil where `text` is no decimal number.
  ///
  /// - Complexity: O(length).
  static func value(_ text: String, mark: Mark = .point) -> Double? {
    guard isDecimal(text.utf8, mark.byte) else { return nil }
    guard mark == .comma, text.utf8.contains(mark.byte) else { return Double(text) }
    let pointed = text.utf8.map { $0 == mark.byte ? UInt8(ascii: ".") : $0 }
    return Double(String(decoding: pointed, as: UTF8.self))
  }

  /// What of a number has been read.
  private enum Part {
    case nothing, sign, whole, markAlone, fraction, exponent, exponentSign, exponentDigits
  }

  /// Whether a text is `[+-] digits [mark digits] [e [+-] digits]`, digits on one side of the mark at
  /// least.
  private static func isDecimal(_ text: String.UTF8View, _ mark: UInt8) -> Bool {
    var part = Part.nothing
    for byte in text {
      switch (byte, part) {
      case (0x30...0x39, .nothing), (0x30...0x39, .sign), (0x30...0x39, .whole): part = .whole
      case (0x30...0x39, .markAlone), (0x30...0x39, .fraction): part = .fraction
      case (0x30...0x39, _): part = .exponentDigits
      case (mark, .whole): part = .fraction
      case (mark, .nothing), (mark, .sign): part = .markAlone
      case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "e"), .fraction),
        (UInt8(ascii: "E"), .whole), (UInt8(ascii: "E"), .fraction):
        part = .exponent
      case (UInt8(ascii: "+"), .nothing), (UInt8(ascii: "-"), .nothing): part = .sign
      case (UInt8(ascii: "+"), .exponent), (UInt8(ascii: "-"), .exponent): part = .exponentSign
      default: return false
      }
    }
    return part == .whole || part == .fraction || part == .exponentDigits
  }
}
