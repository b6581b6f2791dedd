import StrictJSON
import Testing

@Suite struct JSONObjectTests {
  @Test(arguments: [1, 8, 9, 10, 100])
  func findsReplacesAndRemoves(count: Int) {
    var object = JSONObject()
    for index in 0..<count {
      let isNew = object.insert(JSONValue(integerLiteral: index), forNewKey: "k\(index)")
      let isNewAgain = object.insert(nil, forNewKey: "k\(index)")
      #expect(isNew && !isNewAgain)
    }
    #expect(object.count == count)
    for index in 0..<count { #expect(object["k\(index)"] == JSONValue(integerLiteral: index)) }
    #expect(object["k\(count)"] == nil)

    object["k0"] = "new"
    #expect(object.keys.first == "k0")
    #expect(object["k0"] == "new")

    object["k0"] = Optional<JSONValue>.none
    #expect(object.count == count - 1)
    #expect(!object.contains("k0"))
    for index in 1..<count { #expect(object["k\(index)"] == JSONValue(integerLiteral: index)) }

    object["k0"] = "last"
    #expect(object.keys.last == "k0")
  }

  @Test func `equality ignores the order and nothing else`() {
    let object: JSONObject = ["a": 1, "b": 2]
    #expect(object == ["b": 2, "a": 1])
    #expect(object != ["a": 1])
    #expect(object != ["a": 1, "c": 2])
    #expect(object != ["a": 1, "b": 3])
  }

  @Test func `names are compared by their bytes`() {
    let object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
    #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
  }
}
