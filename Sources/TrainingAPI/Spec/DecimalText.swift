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

  private static func isDecimal(_ text: String.UTF8View, _ mark: UInt8) -> Bool {
    var rest = text[...]
    skipSign(&rest)
    var digits = skipDigits(&rest)
    if rest.first == mark {
      rest.removeFirst()
      digits += skipDigits(&rest)
    }
    guard digits > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func skipSign(_ rest: inout Substring.UTF8View) {
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
  }

  private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
    var count = 0
    while let byte = rest.first, (0x30...0x39).contains(byte) {
      rest.removeFirst()
      count += 1
    }
    return count
  }
}
