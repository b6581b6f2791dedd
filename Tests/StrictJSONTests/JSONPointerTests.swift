import StrictJSON
import Testing

@Suite struct JSONPointerTests {
  /// The document and the pointers of RFC 6901, section 5.
  @Test func `the examples of RFC 6901 resolve`() throws {
    let document = try JSONValue.parse(
      #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#
    )
    let expected: [(String, JSONValue)] = [
      ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1),
      ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
    ]
    for (text, value) in expected {
      #expect(document[try #require(JSONPointer(text))] == value, "\(text)")
    }
    for text in ["/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/-1", "/foo/0/x", "//"] {
      #expect(document[try #require(JSONPointer(text))] == nil, "\(text)")
    }
  }

  @Test(arguments: ["a", "a/b", "/a~", "/a~2", "/~/", "#/a"])
  func refuses(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test func `tokens are escaped and come back`() {
    let tokens = ["a", "", "a/b", "~", "~1", "~01", "0", "é/~"]
    let pointer = tokens.reduce(JSONPointer.root) { $0.appending($1) }
    #expect(pointer.description == "/a//a~1b/~0/~01/~001/0/é~1~0")
    #expect(pointer.tokens == tokens)
    #expect(JSONPointer(pointer.description) == pointer)
    #expect(JSONPointer.root.appending(3).description == "/3")
    #expect(JSONPointer.root.tokens.isEmpty)
  }
}
