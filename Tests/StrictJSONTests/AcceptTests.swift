import StrictJSON
import Testing

/// Texts that must be read, each with its value: the "y_" cases of JSONTestSuite in spirit.
@Suite struct AcceptTests {
  static let cases: [(text: String, value: JSONValue)] = [
    // Words and white space
    ("null", nil), ("true", true), ("false", false),
    (" null", nil), ("null ", nil), ("\t\r\n null\n\t\r ", nil),
    ("[null,true,false]", [nil, true, false]),
    // Integers
    ("0", 0), ("-0", .number(JSONNumber(-0.0)!)), ("7", 7), ("-1", -1), ("10", 10), ("1000", 1000),
    ("9007199254740993", 9_007_199_254_740_993),
    ("9223372036854775807", .number(JSONNumber(Int.max))),
    ("-9223372036854775808", .number(JSONNumber(Int.min))),
    ("18446744073709551615", .number(JSONNumber(UInt64.max))),
    (
      "123456789012345678901234567890",
      .number(JSONNumber(literal: "123456789012345678901234567890")!)
    ),
    // Fractions and exponents
    ("0.5", 0.5), ("-0.5", -0.5), ("1.25", 1.25), ("3.1416", 3.1416), ("0.0", 0), ("4.0", 4),
    ("1e3", 1000), ("1E3", 1000), ("1e+3", 1000), ("1E+3", 1000), ("1e-3", 0.001), ("1E-3", 0.001),
    ("0e1", 0), ("0E+1", 0), ("0e+1", 0), ("1e0", 1), ("1e00", 1), ("1e-00", 1), ("1e0003", 1000),
    ("20e1", 200), ("1.5e2", 150), ("123.456e78", 123.456e78),
    (
      "-237462374673276894279832749832423479823246327846e0",
      .number(JSONNumber(literal: "-237462374673276894279832749832423479823246327846")!)
    ),
    ("0.000000000000000000000000000001", 1e-30), ("1e400", .number(JSONNumber(literal: "1e400")!)),
    ("1e-400", .number(JSONNumber(literal: "1e-400")!)),
    // Arrays
    ("[]", []), ("[ ]", []), ("[\n]", []), ("[[]]", [[]]), ("[[],[]]", [[], []]), ("[1]", [1]),
    ("[1,2]", [1, 2]), (" [ 1 , 2 ] ", [1, 2]), ("[1,null,\"a\",[2]]", [1, nil, "a", [2]]),
    ("[\"\"]", [""]), ("[1\n]", [1]), ("[1\t,\r2]", [1, 2]),
    ("[0,-0.0]", [0, .number(JSONNumber(-0.0)!)]),
    // Objects
    ("{}", [:]), ("{ }", [:]), ("{\"a\":1}", ["a": 1]), ("{\"\":0}", ["": 0]),
    (" { \"a\" : 1 } ", ["a": 1]),
    ("{\"a\":1,\"b\":2}", ["a": 1, "b": 2]), ("{\"b\":2,\"a\":1}", ["a": 1, "b": 2]),
    ("{\"a\":{\"a\":{}}}", ["a": ["a": [:]]]), ("{\"a\":[]}", ["a": []]),
    ("{\n\"a\"\n:\n1\n}", ["a": 1]),
    ("{\"a\":1,\"A\":2}", ["a": 1, "A": 2]), ("{\"a\\u0000b\":1}", ["a\0b": 1]),
    ("{\"/\":1,\"~\":2}", ["/": 1, "~": 2]),
    ("{\"\u{E9}\":1,\"e\u{301}\":2}", ["\u{E9}": 1, "e\u{301}": 2]),
    // Strings
    ("\"\"", ""), ("\"a\"", "a"), ("\" \"", " "), ("\"\u{7F}\"", "\u{7F}"), ("\"asd \"", "asd "),
    ("\"a/*b*/c//d\"", "a/*b*/c//d"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"),
    ("\"\u{FEFF}\"", "\u{FEFF}"),
    ("\"\u{FFFF}\"", "\u{FFFF}"), ("\"\u{10FFFF}\"", "\u{10FFFF}"), ("\"€𝄞\"", "€𝄞"),
    ("\"\u{80}\"", "\u{80}"),
    ("\"\u{7FF}\u{800}\"", "\u{7FF}\u{800}"), ("\"\u{D7FF}\u{E000}\"", "\u{D7FF}\u{E000}"),
    ("\"\u{10000}\"", "\u{10000}"),
    // Escapes
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\\""#, "\\"), (#""\\n""#, "\\n"),
    (#""\"""#, "\""),
    (#""\u0000""#, "\0"), (#""\u001f""#, "\u{1F}"), (#""\u0041""#, "A"), (#""\u00e9""#, "\u{E9}"),
    (#""\u00E9""#, "\u{E9}"), (#""\u20ac""#, "€"), (#""\u20AC""#, "€"), (#""\uD834\uDD1E""#, "𝄞"),
    (#""\ud834\udd1e""#, "𝄞"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    (#""\uD800\uDC00""#, "\u{10000}"),
    (#""\uD7FF\uE000""#, "\u{D7FF}\u{E000}"), (#""\uFFFF\uFFFE""#, "\u{FFFF}\u{FFFE}"),
    (#""\\u0041""#, "\\u0041"),
    (#""a\u0062c""#, "abc"), (#""\u00e9\n€""#, "\u{E9}\n€"), (#""\uFEFF""#, "\u{FEFF}"),
  ]

  @Test(arguments: cases)
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONValue.parse(text) == value)
  }

  @Test func `depth 64 is read`() throws {
    let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    var value = try JSONValue.parse(text)
    for _ in 1..<64 { value = try #require(value.arrayValue?.first) }
    #expect(value == [])
  }

  @Test func `sibling containers do not add up to depth`() throws {
    let text = "[" + Array(repeating: "{\"a\":[]}", count: 200).joined(separator: ",") + "]"
    #expect(try JSONValue.parse(text).arrayValue?.count == 200)
  }

  @Test func `members keep their order`() throws {
    let text = "{" + (0..<40).reversed().map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let object = try #require(try JSONValue.parse(text).objectValue)
    #expect(object.keys == (0..<40).reversed().map { "k\($0)" })
    #expect(object["k17"] == 17)
  }
}
