import StrictJSON
import Testing

@Suite struct JSONSettingTests {
  @Test(arguments: [
    (#"{"a":1}"#, "/a", "2", #"{"a":2}"#),
    (#"{"a":1}"#, "/b", "2", #"{"a":1,"b":2}"#),
    (#"{"a":1}"#, "/b/c/d", "[2]", #"{"a":1,"b":{"c":{"d":[2]}}}"#),
    (#"{"a":1}"#, "/a", #"{"b":null}"#, #"{"a":{"b":null}}"#),
    (#"{"a":[1,2,3]}"#, "/a/1", "7", #"{"a":[1,7,3]}"#),
    (#"{"a":[{"b":1}]}"#, "/a/0/c", "2", #"{"a":[{"b":1,"c":2}]}"#),
    (#"{"a":[1]}"#, "/a/0", "null", #"{"a":[null]}"#),
    (#"{"a":1,"b":2}"#, "/a", "null", #"{"b":2}"#),
    (#"{"a":{"b":1}}"#, "/a/b", "null", #"{"a":{}}"#),
    (#"{"a":1}"#, "/b/c", "null", #"{"a":1}"#),
    (#"{"a":1}"#, "/x~1y", "2", #"{"a":1,"x/y":2}"#),
    (#"{"a":1}"#, "", "2", "2"),
  ])
  func puts(before: String, pointer: String, value: String, after: String) throws {
    let place = try #require(JSONPointer(pointer))
    let set = try JSONValue.parse(before).setting(JSONValue.parse(value), at: place)
    #expect(set == (try JSONValue.parse(after)))
  }

  @Test(arguments: ["/a/3", "/a/-", "/a/00", "/a/+1", "/a/x", "/a/3/b"])
  func arraysDoNotGrow(pointer: String) throws {
    let place = try #require(JSONPointer(pointer))
    let array = JSONPointer.root.appending("a")
    #expect(throws: JSONSettingFault.noElement(array, count: 3)) {
      try JSONValue.parse(#"{"a":[1,2,3]}"#).setting(7, at: place)
    }
  }

  @Test func nothingIsInsideAScalar() throws {
    let place = JSONPointer.root.appending("a")
    for text in [#"{"a":"text"}"#, #"{"a":1}"#, #"{"a":null}"#, #"{"a":true}"#] {
      for value in [JSONValue.null, 7] {
        #expect(throws: JSONSettingFault.notContainer(place)) {
          try JSONValue.parse(text).setting(value, at: place.appending("b"))
        }
      }
    }
  }

  @Test func aPlaceContainsItselfAndWhatIsInside() throws {
    let place = try #require(JSONPointer("/init"))
    for (text, isInside) in [
      ("/init", true), ("/init/scheme", true), ("/init~1", false), ("/initial", false),
      ("/ini", false), ("", false),
    ] {
      #expect(place.contains(try #require(JSONPointer(text))) == isInside, "\(text)")
    }
    #expect(JSONPointer.root.contains(place))
  }
}
