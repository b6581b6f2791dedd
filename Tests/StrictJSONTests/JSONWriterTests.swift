import StrictJSON
import Testing

@Suite struct JSONWriterTests {
  private func text(
    _ layout: JSONWriter.Layout = .compact, _ body: (inout JSONWriter) -> Void
  ) -> String {
    var writer = JSONWriter(layout: layout)
    body(&writer)
    #expect(writer.isComplete)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `objects and arrays are written as they come`() {
    let written = text {
      $0.object {
        $0.member("state", "running")
        $0.member("progress") {
          $0.object {
            $0.name("step")
            $0.number(3)
            $0.name("losses")
            $0.array {
              $0.number(0.5)
              $0.null()
              $0.bool(false)
            }
          }
        }
        $0.member("none") { $0.array { _ in } }
        $0.member("empty") { $0.object { _ in } }
      }
    }
    #expect(
      written
        == #"{"state":"running","progress":{"step":3,"losses":[0.5,null,false]},"none":[],"empty":{}}"#
    )
  }

  @Test func `pretty text is indented`() {
    let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": nil]]
    #expect(
      String(decoding: value.serialized(pretty: true), as: UTF8.self)
        == """
        {
          "a": [
            1,
            {}
          ],
          "b": [],
          "c": {
            "d": null
          }
        }
        """)
    let numbers = text(.pretty) { writer in writer.object { $0.member("x") { $0.numbers([1, 2]) } }
    }
    #expect(numbers == "{\n  \"x\": [1,2]\n}")
  }

  @Test func `numbers are the shortest that read back`() {
    #expect(
      text { $0.numbers([0.1, 4, -0.0, 1e-5, 1e16, .leastNonzeroMagnitude]) }
        == "[0.1,4,-0,1e-05,1e+16,5e-324]")
    #expect(
      text { $0.numbers([0.1, 16_777_216, .leastNonzeroMagnitude] as [Float]) }
        == "[0.1,16777216,1e-45]")
    #expect(text { $0.numbers([1, -2] as [Int]) } == "[1,-2]")
    #expect(text { $0.numbers([] as [Double]) } == "[]")
    #expect(text { $0.number(Float(0.1)) } == "0.1")
    #expect(text { $0.number(UInt64.max) } == "18446744073709551615")
    #expect(text { $0.number(100.0) } == "100")
    #expect(text { $0.number(10) } == "10")
  }

  @Test func `what is not finite is null where the caller says so`() {
    #expect(text { $0.numberOrNull(Double.nan) } == "null")
    #expect(text { $0.numberOrNull(-Float.infinity) } == "null")
    #expect(text { $0.numberOrNull(2.5) } == "2.5")
    #expect(text { $0.numbersOrNulls([1, Double.infinity, .nan, 2]) } == "[1,null,null,2]")
    #expect(text { $0.numbersOrNulls([Float.infinity, 0.3]) } == "[null,0.3]")
  }

  @Test func `a number that is not finite stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.number(Double.nan)
    }
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.numbers([1, Float.infinity])
    }
  }

  @Test func `what is not one JSON text stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.null()
      writer.null()
    }
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.object { $0.null() }
    }
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.array { $0.name("a") }
    }
    await #expect(processExitsWith: .failure) {
      var writer = JSONWriter()
      writer.object { $0.name("a") }
    }
  }

  @Test func `strings have the escapes they need`() throws {
    let all = String(String.UnicodeScalarView((0..<0x80).map { Unicode.Scalar($0)! }))
    let written = text { $0.string(all + "\u{2028}é𝄞") }
    #expect(
      written.hasPrefix(
        #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010"#))
    #expect(written.contains(##"\u001f !\"#$%&'()*+,-./0"##))
    #expect(written.hasSuffix("[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u{7F}\u{2028}é𝄞\""))
    #expect(try JSONValue.parse(written) == .string(all + "\u{2028}é𝄞"))
  }

  @Test func `canonical text does not depend on order, layout or spelling`() throws {
    let left = try JSONValue.parse(
      #"{"seed": 18446744073709551615, "b": [1.0, 1e3, 0.50], "a": {"z": null, "é": "\u0041"}}"#)
    let right = try JSONValue.parse(
      #"{"a":{"é":"A","z":null},"b":[1,1000,5e-1],"seed":18446744073709551615}"#)
    #expect(left.canonical() == right.canonical())
    #expect(
      String(decoding: left.canonical(), as: UTF8.self)
        == #"{"a":{"z":null,"é":"A"},"b":[1,1000,0.5],"seed":18446744073709551615}"#)
  }

  @Test func `a value keeps its literals and its order`() throws {
    let text = #"{"b":1.50,"a":[1e3,-0.0,"é\n"]}"#
    #expect(String(decoding: try JSONValue.parse(text).serialized(), as: UTF8.self) == text)
  }
}
