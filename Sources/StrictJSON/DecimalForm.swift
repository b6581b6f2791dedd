/// The value of a number's literal in the one form `± digits × 10^exponent` in which `digits` neither
/// begins nor ends with a zero. Zero has no digits and exponent 0.
///
/// The synthesised `==` is therefore exact equality of values, of whatever length.
struct DecimalForm: Equatable, CustomStringConvertible {
  private(set) var isNegative = false
  private(set) var digits: ArraySlice<UInt8> = []
  private(set) var exponent = 0

  /// Normalises a literal that follows RFC 8259, section 6, with an exponent that fits in `Int`.
  /// Complexity: O(length).
  init(_ literal: String) {
    var significand: [UInt8] = []
    var fractionLength = 0
    var isFraction = false
    var rest = Substring(literal).utf8
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponent = Int(Substring(rest)) ?? 0
        rest = rest.suffix(0)
      default:
        significand.append(byte)
        if isFraction { fractionLength += 1 }
      }
    }
    digits = significand.drop { $0 == UInt8(ascii: "0") }
    exponent -= fractionLength
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { exponent = 0 }
  }

  /// The value as an `Integer`, or `nil` where it has a fraction or does not fit.
  func integer<Integer: FixedWidthInteger>() -> Integer? {
    if digits.isEmpty { return 0 }
    // Twenty digits hold every integer of 64 bits; the bound keeps 1e999999999 from being spelt out.
    guard exponent >= 0, exponent <= 20, digits.count <= 20 else { return nil }
    let zeros = repeatElement(UInt8(ascii: "0"), count: exponent)
    return Integer((isNegative ? "-" : "") + String(decoding: digits + zeros, as: UTF8.self))
  }

  /// A literal of this value.
  var description: String {
    if digits.isEmpty { return isNegative ? "-0" : "0" }
    return (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) + "e\(exponent)"
  }
}
