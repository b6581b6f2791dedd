import StrictJSON
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    ("0", 0), ("-0", 0), ("7", 7), ("1e3", 1000), ("4.0", 4), ("-4.00", -4), ("1.5e1", 15),
    ("100e-2", 1), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
    ("9.223372036854775807e18", Int.max), ("0e999999999", 0), ("0.0e-5", 0), ("12e0", 12),
  ])
  func integers(literal: String, value: Int) throws {
    let number = try #require(JSONNumber(literal: literal))
    #expect(number.asInt == value)
    #expect(number.asUInt64 == UInt64(exactly: value))
  }

  @Test(arguments: [
    "0.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999", "15e-1",
    "1e-999999999", "9223372036854775807.5", "4.0000000000000000000000000001",
  ])
  func notIntegers(literal: String) throws {
    #expect(try #require(JSONNumber(literal: literal)).asInt == nil)
  }

  @Test func `the largest unsigned integer is exact`() throws {
    for literal in ["18446744073709551615", "18446744073709551615.0", "1.8446744073709551615e19"] {
      #expect(try #require(JSONNumber(literal: literal)).asUInt64 == .max)
    }
    for literal in ["18446744073709551616", "-1", "1.8446744073709551616e19"] {
      #expect(try #require(JSONNumber(literal: literal)).asUInt64 == nil)
    }
  }

  @Test func `doubles past the range do not fit`() throws {
    let largest = try #require(JSONNumber(literal: "1.7976931348623157e308"))
    #expect(largest.asDouble == .greatestFiniteMagnitude)
    #expect(JSONNumber(literal: "1e309")?.asDouble == nil)
    #expect(JSONNumber(literal: "-1e309")?.asDouble == nil)
    #expect(JSONNumber(literal: "1e39")?.asFloat == nil)
    #expect(JSONNumber(literal: "1e39")?.asDouble == 1e39)
    #expect(JSONNumber(literal: "5e-324")?.asDouble == .leastNonzeroMagnitude)
    #expect(JSONNumber(literal: "1e-400")?.asDouble == 0)
    #expect(JSONNumber(literal: "-0")?.asDouble?.sign == .minus)
  }

  @Test func `a float is rounded once`() throws {
    // Just above the midpoint of two floats; through a double it would be the midpoint itself, and
    // go to the even neighbour below.
    let number = try #require(JSONNumber(literal: "1.00000005960464477539062501"))
    #expect(number.asFloat == Float(1).nextUp)
    #expect(number.asDouble.map(Float.init) == 1)
  }

  @Test func `equality is of values`() throws {
    let equal = [
      ("1e3", "1000"), ("4.0", "4"), ("0.10", "1e-1"), ("0", "0e5"), ("-0.0", "-0"),
      ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
    ]
    for (left, right) in equal {
      #expect(JSONNumber(literal: left) == JSONNumber(literal: right), "\(left) \(right)")
    }
    let different = [
      ("1", "2"), ("1", "-1"), ("1", "10"), ("0.1", "0.10000000000000000001"), ("0", "-0"),
      ("9007199254740993", "9007199254740992"), ("1e400", "1e401"),
    ]
    for (left, right) in different {
      #expect(JSONNumber(literal: left) != JSONNumber(literal: right), "\(left) \(right)")
    }
  }

  @Test(arguments: ["", " 1", "1 ", "+1", "01", "1.", "NaN", "0x1", "1,2", "[1]", "1\n"])
  func notNumbers(literal: String) {
    #expect(JSONNumber(literal: literal) == nil)
  }

  @Test func `literals are the shortest`() {
    #expect(JSONNumber(0.1)?.literal == "0.1")
    #expect(JSONNumber(Float(0.1))?.literal == "0.1")
    #expect(JSONNumber(4.0)?.literal == "4")
    #expect(JSONNumber(-0.0)?.literal == "-0")
    #expect(JSONNumber(1e300)?.literal == "1e+300")
    #expect(JSONNumber(UInt64.max).literal == "18446744073709551615")
    #expect(JSONNumber(Double.nan) == nil)
    #expect(JSONNumber(-Float.infinity) == nil)
  }

  @Test(arguments: [
    ("1e3", "1000"), ("4.0", "4"), ("1.50", "1.5"), ("0e7", "0"), ("-0.0", "-0"), ("1e-400", "0"),
    ("18446744073709551615", "18446744073709551615"), ("1e18", "1000000000000000000"),
    ("0.10000000000000000001", "0.1"), ("100e400", "1e402"), ("-12.50e401", "-125e400"),
    ("1e25", "1e+25"), ("10000000000000000000000000", "1e+25"), ("0.00001", "1e-05"),
  ])
  func canonical(literal: String, canonical: String) throws {
    let number = try #require(JSONNumber(literal: literal))
    #expect(number.canonicalLiteral == canonical)
    #expect(JSONNumber(literal: canonical)?.canonicalLiteral == canonical)
  }
}
