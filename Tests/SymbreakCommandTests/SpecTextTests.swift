import SpecJSON
import Testing
import TrainingEngine
import TrainingModel
import symbreak

@Suite struct SpecTextTests {
  @Test func everyFaultIsToldWithItsPlace() throws {
    let text = #"{"architecture": [2, 0, 1], "init": "xavier_unifrom", "alhpa": 1}"#
    let refusal = try #require(
      #expect(throws: SpecText.Refusal.self) { try SpecText.read(Array(text.utf8), name: "a.json") }
    )
    #expect(refusal.lines.first == "a.json has 3 faults:")
    #expect(refusal.lines.count == 4)
    for (place, suggestion) in [("/alhpa", "alpha"), ("/init", "xavier_uniform")] {
      #expect(refusal.lines.contains { $0.contains(place) && $0.contains(suggestion) })
    }
    #expect(refusal.lines.contains { $0.hasPrefix("  /architecture/1 ") })
  }

  @Test func brokenJSONIsToldWithItsLine() throws {
    let refusal = try #require(
      #expect(throws: SpecText.Refusal.self) {
        try SpecText.read(Array("{\n  \"seed\": 1,\n}".utf8), name: "a.json")
      })
    #expect(refusal.lines.count == 1)
    #expect(refusal.lines[0].hasPrefix("a.json is not valid JSON: line 2, column 12: "))
  }

  @Test func aMinimalSpecIsRead() throws {
    let text = #"{"architecture": [2, 2, 1], "init": "constant", "alpha": 0.5, "seed": 1}"#
    let spec = try SpecText.read(Array(text.utf8), name: "a.json").spec
    #expect(spec.widths == [2, 2, 1])
    #expect(spec.summary.hasPrefix("[2, 2, 1] tanh · constant 0.5 · seed 1 · xor · sgd "))
  }
}
