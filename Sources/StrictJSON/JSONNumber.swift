/// A finite number as JSON writes it: the literal is kept, so that nothing is lost in reading.
///
/// Two numbers are equal when their values are: `1e3` equals `1000` and `4.0` equals `4`. Negative
/// zero is a number of its own, since a `Double` tells it from zero.
package struct JSONNumber: Sendable, Equatable, CustomStringConvertible {
  /// The number as RFC 8259, section 6, writes it.
  package let literal: String

  /// Trusts `literal`, which the parser or a standard library's description has produced.
  init(trusted literal: String) {
    self.literal = literal
  }

  /// Reads a literal, or is `nil` where `literal` is not a number by RFC 8259, section 6, and the
  /// standard limits.
  package init?(literal: String) {
    var parser = JSONParser(Array(literal.utf8), limits: .standard)
    guard let number = try? parser.parseNumber(), parser.isAtEnd else { return nil }
    self = number
  }

  /// An integer, exactly.
  package init(_ value: some FixedWidthInteger) {
    literal = String(value)
  }

  /// The shortest literal that reads back as `value`, or `nil` where `value` is not finite.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    literal = Self.withoutEmptyFraction(value.description)
  }

  /// The shortest literal that reads back as `value` in single precision, or `nil` where `value` is
  /// not finite.
  package init?(_ value: Float) {
    guard value.isFinite else { return nil }
    literal = Self.withoutEmptyFraction(value.description)
  }

  private static func withoutEmptyFraction(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The literal.
  package var description: String { literal }

  /// The nearest `Double`, ties to even, or `nil` where that is infinite.
  package var asDouble: Double? {
    guard let value = Double(literal), value.isFinite else { return nil }
    return value
  }

  /// The nearest `Float`, rounded once from the literal, or `nil` where that is infinite.
  package var asFloat: Float? {
    guard let value = Float(literal), value.isFinite else { return nil }
    return value
  }

  /// The value as an unsigned integer, or `nil` where it is not one exactly. `1e3` and `4.0` are.
  package var asUInt64: UInt64? {
    UInt64(literal) ?? DecimalForm(literal).integer()
  }

  /// The value as a signed integer, or `nil` where it is not one exactly. `1e3` and `4.0` are.
  package var asInt: Int? {
    Int(literal) ?? DecimalForm(literal).integer()
  }

  /// Whether both have the same value. Complexity: O(length).
  package static func == (left: Self, right: Self) -> Bool {
    left.literal == right.literal || DecimalForm(left.literal) == DecimalForm(right.literal)
  }

  /// The one literal of this value in canonical JSON: an integer of 64 bits in plain digits, any
  /// other number as the shortest literal of the nearest `Double`; past `Double`'s range, its
  /// significant digits and exponent.
  package var canonicalLiteral: String {
    if let double = asDouble, double == 0 { return double.sign == .minus ? "-0" : "0" }
    if let integer = asInt { return String(integer) }
    if let integer = asUInt64 { return String(integer) }
    if let number = asDouble.flatMap({ JSONNumber($0) }) { return number.literal }
    return DecimalForm(literal).description
  }
}
