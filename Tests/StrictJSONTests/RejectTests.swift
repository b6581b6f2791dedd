import StrictJSON
import Testing

/// Texts that must be refused, each with its fault: the "n_" cases of JSONTestSuite in spirit, and
/// the "i_" cases that this reader decides against.
@Suite struct RejectTests {
  static let texts: [(text: String, code: JSONError.Code)] = [
    // Nothing, and too much
    ("", .emptyInput), (" ", .emptyInput), ("\n\t\r ", .emptyInput), ("\u{FEFF}1", .byteOrderMark),
    ("\u{FEFF}", .byteOrderMark), ("1 2", .trailingContent), ("[] []", .trailingContent),
    ("[]]", .trailingContent),
    ("{}}", .trailingContent), ("nullnull", .invalidLiteral), ("[]x", .trailingContent),
    ("1,", .trailingContent),
    ("\"a\"b", .trailingContent), ("{\"a\":1}#", .comment), ("[]\0", .trailingContent),
    ("[]\u{C}", .trailingContent),
    ("{}\u{A0}", .trailingContent), ("[]//", .comment), ("]", .unexpectedCharacter),
    ("}", .unexpectedCharacter),
    (",", .unexpectedCharacter), (":", .unexpectedCharacter), ("*", .unexpectedCharacter),
    ("<null>", .unexpectedCharacter),
    ("\0", .unexpectedCharacter), ("\u{C}[]", .unexpectedCharacter),
    ("\u{A0}1", .unexpectedCharacter), ("\u{2060}[]", .unexpectedCharacter),
    ("/**/1", .comment), ("[1/**/]", .comment), ("// a\n1", .comment), ("# a", .comment),
    ("\\u0031", .unexpectedCharacter),
    // Words
    ("nul", .invalidLiteral), ("nulll", .invalidLiteral), ("tru", .invalidLiteral),
    ("fals", .invalidLiteral),
    ("True", .invalidLiteral), ("TRUE", .invalidLiteral), ("None", .invalidLiteral),
    ("undefined", .invalidLiteral),
    ("[a]", .invalidLiteral), ("abc", .invalidLiteral), ("true1", .invalidLiteral),
    ("é", .unexpectedCharacter),
    // Not finite
    ("NaN", .nonFiniteNumber), ("nan", .nonFiniteNumber), ("Infinity", .nonFiniteNumber),
    ("-Infinity", .nonFiniteNumber),
    ("-inf", .nonFiniteNumber), ("inf", .nonFiniteNumber), ("[NaN]", .nonFiniteNumber),
    ("-NaN", .nonFiniteNumber),
    ("+Infinity", .invalidNumber),
    // Numbers
    ("01", .invalidNumber), ("-01", .invalidNumber), ("00", .invalidNumber),
    ("-00", .invalidNumber), ("012.5", .invalidNumber),
    ("+1", .invalidNumber), ("++1", .invalidNumber), (".5", .invalidNumber),
    ("-.5", .invalidNumber), ("[-]", .invalidNumber),
    ("-", .unexpectedEnd), ("--1", .invalidNumber), ("- 1", .invalidNumber), ("1.", .unexpectedEnd),
    ("[1.]", .invalidNumber),
    ("1.e1", .invalidNumber), ("[1e]", .invalidNumber), ("1e", .unexpectedEnd),
    ("1E+", .unexpectedEnd), ("[1e+]", .invalidNumber),
    ("[1e-]", .invalidNumber), ("1e1.5", .trailingContent), ("1.2.3", .trailingContent),
    ("0x1F", .trailingContent),
    ("1_000", .trailingContent), ("1,000", .trailingContent), ("[1 000]", .unexpectedCharacter),
    ("[0e]", .invalidNumber),
    ("[1ea]", .invalidNumber), ("1f", .trailingContent), ("-a", .invalidNumber),
    ("１", .unexpectedCharacter),
    ("1e9999999999", .numberTooLong), ("1e-9999999999", .numberTooLong),
    ("[-1x]", .unexpectedCharacter), ("2..5", .invalidNumber),
    // Arrays
    ("[", .unexpectedEnd), ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd),
    ("[1,]", .trailingComma), ("[1,,2]", .unexpectedCharacter),
    ("[,]", .unexpectedCharacter), ("[,1]", .unexpectedCharacter), ("[1,,]", .unexpectedCharacter),
    ("[1:2]", .unexpectedCharacter),
    ("[1}", .unexpectedCharacter), ("[\"a\" \"b\"]", .unexpectedCharacter),
    ("[1 true]", .unexpectedCharacter),
    ("[[1]", .unexpectedEnd), ("[\"\",]", .trailingComma), ("[1 , \n]", .trailingComma),
    ("[\"a", .unexpectedEnd),
    ("[{}", .unexpectedEnd), ("[1\u{C}]", .unexpectedCharacter), ("[*]", .unexpectedCharacter),
    ("[1;2]", .unexpectedCharacter),
    // Objects
    ("{", .unexpectedEnd), ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd),
    ("{\"a\":1", .unexpectedEnd),
    ("{\"a\":1,", .unexpectedEnd), ("{\"a\":1,}", .trailingComma),
    ("{\"a\" 1}", .unexpectedCharacter), ("{\"a\"}", .unexpectedCharacter),
    ("{\"a\":}", .unexpectedCharacter), ("{\"a\",1}", .unexpectedCharacter),
    ("{\"a\"::1}", .unexpectedCharacter), ("{:1}", .unexpectedCharacter),
    ("{a:1}", .unexpectedCharacter), ("{'a':1}", .unexpectedCharacter),
    ("{1:1}", .unexpectedCharacter), ("{null:1}", .unexpectedCharacter),
    ("{[]:1}", .unexpectedCharacter), ("{,}", .unexpectedCharacter),
    ("{\"a\":1 \"b\":2}", .unexpectedCharacter),
    ("{\"a\":1,,\"b\":2}", .unexpectedCharacter), ("{\"a\":1]", .unexpectedCharacter),
    ("{\"a\":1,1}", .unexpectedCharacter),
    ("{\"a\":'b'}", .unexpectedCharacter), ("{\"a\"=1}", .unexpectedCharacter),
    ("{\"a\":1/**/}", .comment),
    ("{\"a\":1,\"a\":1}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
    ("{\"\":1,\"\":2}", .duplicateKey),
    ("{\"a\":{\"b\":1,\"b\":2}}", .duplicateKey),
    // Strings
    ("\"", .unexpectedEnd), ("\"a", .unexpectedEnd), ("'a'", .unexpectedCharacter),
    ("\"a\nb\"", .controlCharacter),
    ("\"\t\"", .controlCharacter), ("\"\0\"", .controlCharacter), ("\"\u{1F}\"", .controlCharacter),
    ("\"a\r\"", .controlCharacter),
    ("{\"a\nb\":1}", .controlCharacter), ("“a”", .unexpectedCharacter),
    // Escapes
    (#""\x41""#, .invalidEscape), (#""\a""#, .invalidEscape), (#""\'""#, .invalidEscape),
    (#""\0""#, .invalidEscape),
    (#""\U0041""#, .invalidEscape), (#""\ ""#, .invalidEscape), ("\"\\\n\"", .invalidEscape),
    ("\"\\é\"", .invalidEscape),
    (#""\u""#, .invalidEscape), (#""\u004""#, .invalidEscape), (#""\u00G1""#, .invalidEscape),
    (#""\u+041""#, .invalidEscape),
    (#""\u{41}""#, .invalidEscape), (#""\"#, .unexpectedEnd), (#""\""#, .unexpectedEnd),
    (#""\u00"#, .unexpectedEnd),
    (#""\uD834""#, .loneSurrogate), (#""\uDD1E""#, .loneSurrogate), (#""\uD834x""#, .loneSurrogate),
    (#""\uD834\n""#, .loneSurrogate),
    (#""\uD834\uD834""#, .loneSurrogate), (#""\uD834\u0041""#, .loneSurrogate),
    (#""\uDD1E\uD834""#, .loneSurrogate),
    (#""\uD834\""#, .loneSurrogate), (#""\uD834\uDD""#, .invalidEscape),
    (#"{"\uDC00":1}"#, .loneSurrogate),
  ]

  @Test(arguments: texts)
  func refuses(text: String, code: JSONError.Code) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    #expect(error?.code == code)
  }

  /// Byte sequences that are not UTF-8, inside quotes.
  static let malformed: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80],
    [0xE0, 0x9F, 0xBF],
    [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
    [0xF0, 0x9F, 0x98, 0x41],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE],
    [0xFF],
  ]

  @Test(arguments: malformed)
  func refusesMalformedUTF8(sequence: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    for ending in [[quote], [UInt8(ascii: "x"), quote], []] {
      let error = #expect(throws: JSONError.self) {
        try JSONValue.parse([quote, UInt8(ascii: "a")] + sequence + ending)
      }
      #expect(error?.code == .invalidUTF8)
      #expect(error?.offset == 2)
    }
    #expect(throws: JSONError.self) { try JSONValue.parse(sequence) }
  }

  @Test func `UTF-16 is refused`() {
    #expect(throws: JSONError.self) { try JSONValue.parse([0x5B, 0x00, 0x5D, 0x00]) }
    #expect(throws: JSONError.self) { try JSONValue.parse([0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00]) }
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":", "[[],"])
  func refusesDepth(opening: String) {
    let error = #expect(throws: JSONError.self) {
      try JSONValue.parse(String(repeating: opening, count: 100_000))
    }
    #expect(error?.code == .tooDeep)
  }

  @Test func `depth 65 is refused where the 65th bracket stands`() {
    let text = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    #expect(error?.code == .tooDeep)
    #expect(error?.offset == 64)
    #expect(error?.pointer.tokens == Array(repeating: "0", count: 64))
  }

  @Test func `limits of the caller's choice hold`() throws {
    let limits = JSONLimits(maximumDepth: 1, maximumBytes: 8, maximumNumberLength: 4)
    #expect(try JSONValue.parse("[1234]", limits: limits) == [1234])
    let faults: [(String, JSONError.Code)] = [
      ("[[]]", .tooDeep), ("[12345]", .numberTooLong), ("[1,2,3,4]", .tooLarge),
    ]
    for (text, code) in faults {
      let error = #expect(throws: JSONError.self) { try JSONValue.parse(text, limits: limits) }
      #expect(error?.code == code)
    }
  }

  @Test func `a number of 1024 characters is read and of 1025 refused`() throws {
    let digits = String(repeating: "9", count: 1024)
    #expect(try JSONValue.parse(digits).numberValue?.literal == digits)
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(digits + "9") }
    #expect(error?.code == .numberTooLong)
  }
}
