import StrictJSON
import Testing

@Suite struct JSONMergePatchTests {
  /// The test cases of RFC 7396, appendix A.
  static let published: [(String, String, String)] = [
    (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
    (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
    (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
    (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
    (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
    (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
    (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
    (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
    (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
    (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
    (#"{"a":"foo"}"#, #"null"#, #"null"#),
    (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
    (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
    (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
    (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
  ]

  @Test(arguments: published.indices)
  func mergesAsPublished(_ index: Int) throws {
    let (original, patch, result) = Self.published[index]
    #expect(
      try JSONValue.parse(original).merging(JSONValue.parse(patch)) == JSONValue.parse(result))
  }

  @Test func theDifferenceMakesTheTarget() throws {
    let before = try JSONValue.parse(#"{"a":1,"b":{"c":[1,2],"d":"x"},"e":null,"f":{"g":1}}"#)
    let after = try JSONValue.parse(#"{"a":1,"b":{"c":[1],"d":"x","h":{}},"e":null,"i":2}"#)
    let patch = before.mergePatch(to: after)
    #expect(before.merging(patch) == after)
    #expect(patch == (try JSONValue.parse(#"{"f":null,"b":{"c":[1],"h":{}},"i":2}"#)))
    #expect(before.mergePatch(to: before) == [:])
  }
}
