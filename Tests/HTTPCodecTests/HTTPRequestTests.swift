import HTTPCodec
import Testing

@Suite struct HTTPRequestTests {
  @Test(arguments: [
    ("/", []), ("/a", ["a"]), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("//", ["", ""]),
    ("/a%2Fb/c", ["a/b", "c"]), ("/a+b", ["a+b"]), ("/%e2%82%ac", ["€"]), ("/a?b/c", ["a"]),
    ("http://h", []), ("http://h/x/y?z", ["x", "y"]), ("http://h?q=1", []),
  ])
  func segmentsAreDecoded(_ target: String, _ segments: [String]) throws {
    #expect(try HTTPRequest(method: .get, target: target).pathSegments == segments)
  }

  @Test(arguments: [
    ("/?a=1&b=2", ["a=1", "b=2"]), ("/?a", ["a="]), ("/?a=", ["a="]), ("/?=b", ["=b"]),
    ("/?a=b=c", ["a=b=c"]), ("/?a=1&a=2", ["a=1", "a=2"]), ("/?&&a=1&", ["a=1"]), ("/?", []),
    ("/?a+b=c+d", ["a b=c d"]), ("/?a%2Bb=%26", ["a+b=&"]), ("/?q=%C3%A4", ["q=ä"]),
  ])
  func queriesAreDecoded(_ target: String, _ items: [String]) throws {
    let query = try HTTPRequest(method: .get, target: target).query
    #expect(query.items.map { "\($0.name)=\($0.value)" } == items)
  }

  @Test func queriesAreFoundByName() throws {
    let query = try HTTPRequest(method: .get, target: "/?a=1&b=2&a=3").query
    #expect(query["a"] == "1")
    #expect(query["c"] == nil)
    #expect(query.values(of: "a") == ["1", "3"])
  }

  @Test func pathAndTargetStayRaw() throws {
    let request = try HTTPRequest(method: .get, target: "/a%20b?c=%20")
    #expect(request.path == "/a%20b")
    #expect(request.target == "/a%20b?c=%20")
    #expect(try HTTPRequest(method: .options, target: "*").path == "*")
    #expect(try HTTPRequest(method: .options, target: "http://h").path == "*")
    #expect(try HTTPRequest(method: .get, target: "http://h?q").path == "/")
  }

  @Test(arguments: ["", "a", "/ ", "/%0", "*"])
  func badTargetsAreRefused(_ target: String) {
    #expect(throws: HTTPFault.self) { try HTTPRequest(method: .get, target: target) }
  }
}
