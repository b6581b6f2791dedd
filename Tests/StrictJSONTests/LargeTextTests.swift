import StrictJSON
import Testing

/// Time must grow with the length of a text and not with its square. What takes milliseconds here
/// would take minutes; the bound of five seconds only tells the two apart, on any machine.
@Suite(.serialized) struct LargeTextTests {
  private static let bound = Duration.seconds(5)

  @Test func `a hundred thousand numbers come back`() throws {
    let values = (0..<100_000).map { Double($0) * 0.1234567890123 + 1e-7 }
    var read: [Double?] = []
    let time = try ContinuousClock().measure {
      var writer = JSONWriter()
      writer.numbers(values)
      read = try JSONValue.parse(writer.bytes).arrayValue?.map { $0.numberValue?.asDouble } ?? []
    }
    #expect(read == values)
    #expect(time < Self.bound)
  }

  @Test func `a hundred thousand names are kept apart`() throws {
    let text = "{" + (0..<100_000).map { "\"name\($0)\":\($0)" }.joined(separator: ",") + "}"
    var object = JSONObject()
    let time = try ContinuousClock().measure {
      object = try JSONValue.parse(text).objectValue ?? [:]
    }
    #expect(object.count == 100_000)
    #expect(object["name99999"] == 99_999)
    #expect(time < Self.bound)
  }

  @Test func `a string of a million escapes comes back`() throws {
    let string = String(repeating: "\n€\"", count: 1_000_000)
    var read: JSONValue = nil
    let time = try ContinuousClock().measure {
      read = try JSONValue.parse(JSONValue.string(string).serialized())
    }
    #expect(read == .string(string))
    #expect(time < Self.bound)
  }

  @Test func `the fault at the end of a long text is found`() throws {
    let text = "[" + String(repeating: "1,\n", count: 500_000) + "x]"
    var error: JSONError?
    let time = ContinuousClock().measure {
      error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    }
    #expect(error?.line == 500_001)
    #expect(error?.pointer.description == "/500000")
    #expect(time < Self.bound)
  }
}
