import StrictJSON
import Testing

@Suite struct JSONErrorTests {
  struct Place: Sendable {
    let text: String
    let offset: Int
    let line: Int
    let column: Int
    let pointer: String
  }

  static let places = [
    Place(text: "", offset: 0, line: 1, column: 1, pointer: ""),
    Place(text: "[1,\n 2,\n  x]", offset: 10, line: 3, column: 3, pointer: "/2"),
    Place(text: "[\"é€𝄞\", x]", offset: 14, line: 1, column: 9, pointer: "/1"),
    Place(
      text: "{\"a\": {\"b\": [1, 2, nul]}}", offset: 19, line: 1, column: 20, pointer: "/a/b/2"),
    Place(text: "{\"a/b\": {\"~\": +}}", offset: 14, line: 1, column: 15, pointer: "/a~1b/~0"),
    Place(text: "{\"a\": 1,\n \"a\": 2}", offset: 10, line: 2, column: 2, pointer: "/a"),
    Place(
      text: "{\"x\": [{\"k\": 1, \"k\": 2}]}", offset: 16, line: 1, column: 17, pointer: "/x/0/k"),
    Place(text: "[1, 2,]", offset: 5, line: 1, column: 6, pointer: ""),
    Place(text: "{\"a\": [1, 2,]}", offset: 11, line: 1, column: 12, pointer: "/a"),
    Place(text: "[1, 2", offset: 5, line: 1, column: 6, pointer: ""),
    Place(text: "{\"a\": \"b\nc\"}", offset: 8, line: 1, column: 9, pointer: "/a"),
    Place(text: "[\"\\uD834\"]", offset: 2, line: 1, column: 3, pointer: "/0"),
    Place(text: "[1] x", offset: 4, line: 1, column: 5, pointer: ""),
    Place(text: "[0, 012]", offset: 4, line: 1, column: 5, pointer: "/1"),
    Place(text: "{\"alpha\": NaN}", offset: 10, line: 1, column: 11, pointer: "/alpha"),
  ]

  @Test(arguments: places)
  func namesThePlace(expected: Place) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue.parse(expected.text) }
    #expect(error.offset == expected.offset)
    #expect(error.line == expected.line)
    #expect(error.column == expected.column)
    #expect(error.pointer.description == expected.pointer)
  }

  @Test func `the description holds the place and the message`() throws {
    let error = try #require(throws: JSONError.self) {
      try JSONValue.parse("{\"seed\": 1, \"seed\": 2}")
    }
    #expect(
      "\(error)"
        == "line 1, column 13 in /seed: the name \"seed\" occurs twice in one object")
  }

  @Test func `a control character is named by its number`() throws {
    let error = try #require(throws: JSONError.self) { try JSONValue.parse("[\u{1}]") }
    #expect(error.message.contains("0x01"))
  }
}
