import Experiments
import SpecJSON
import StrictJSON
import Testing
import TrainingModel

/// How many rows the recorded steps between the first and the last are measured over.
struct RecordedRowsTests {
  private static let network = #""architecture":[64,32,10],"dataset""#
  private static let digits = "\(network):\"digits\""

  private func rows(_ text: String) throws -> JSONValue? {
    let read = try readSpec(text)
    let normalized = SpecWriter.json(read)
    // Whatever stands there, sending it again is the same job; so is reading it from the store.
    #expect(try readSpec(normalized.text) == read)
    #expect(try SpecReader.stored(normalized) == read)
    return normalized.at("/record/rows")
  }

  /// ⌊3 × steps × batch / (passes × points between)⌋, worked out by hand.
  @Test(
    arguments: [
      // 3 × 1000 × 32 / (3 × 198) = 161, so 256, which are cheap.
      (#"{\#(digits),"training":{"batch_size":32}}"#, 256),
      // 3 × 6000 × 32 / (3 × 198) = 969, of which 1,797 are less than twice as many.
      (#"{\#(digits),"training":{"batch_size":32,"steps":6000}}"#, nil),
      // 3 × 5000 × 32 / (3 × 198) = 808.08.
      (#"{\#(digits),"training":{"batch_size":32,"steps":5000}}"#, 808),
      // A pass over test rows besides: 3 × 3000 × 32 / (4 × 198) = 363.6.
      (
        #"{\#(network):{"name":"digits","test_share":0.5},"training":{"batch_size":32,"steps":3000}}"#,
        363
      ),
      // No gradient: 3 × 1000 × 32 / 198 = 484.8.
      (#"{\#(digits),"training":{"batch_size":32},"record":{"similarity":false}}"#, 484),
      // 3 × 1000 × 32 / (3 × 99) = 323.2: every tenth of 1,000 steps is 99 between.
      (#"{\#(digits),"training":{"batch_size":32},"record":{"every":10}}"#, 323),
      // 3 × 1000 × 64 / (3 × 198) = 323 of a larger network.
      (
        #"{"architecture":[64,512,512,10],"dataset":"digits","training":{"batch_size":64}}"#, 323
      ),
      // 3 × 100 × 8 / (3 × 99) = 8. Of 33,280 + 262,656 + 5,130 = 301,066 parameters
      // 2³⁰ / (3 × 99 × 301,066) = 12 rows are cheap, so the fewest there are;
      (
        #"{"architecture":[64,512,512,10],"dataset":"digits","training":{"batch_size":8,"steps":100}}"#,
        32
      ),
      // of 8,320 + 8,256 + 650 = 17,226 parameters 2³⁰ / (3 × 99 × 17,226) = 209.9 are.
      (
        #"{"architecture":[64,128,64,10],"dataset":"digits","training":{"batch_size":8,"steps":100}}"#,
        209
      ),
      // The update's own pass is measured; nothing lies between; there are few rows.
      (#"{\#(digits)}"#, nil),
      (#"{\#(digits),"training":{"batch_size":32},"record":{"points":2}}"#, nil),
      (
        #"{"architecture":[2,4,1],"dataset":{"name":"moons","samples":511},"training":{"batch_size":8}}"#,
        nil
      ),
    ] as [(String, Int?)])
  func theRuleFillsIn(spec: String, expected: Int?) throws {
    #expect(try rows(spec) == expected.map { .number(JSONNumber($0)) })
  }

  @Test func whatIsAskedForStands() throws {
    func asked(_ rows: String, _ more: String = #","training":{"batch_size":32}"#) throws
      -> JSONValue?
    {
      try self.rows(#"{\#(Self.digits)\#(more),"record":{"rows":\#(rows)}}"#)
    }
    #expect(try asked("100") == 100)
    #expect(try asked(#""all""#) == "all")
    // All there are, where that is not what a silent spec has, and where it is.
    #expect(try asked("1797") == "all")
    #expect(try asked("1797", "") == nil)
    #expect(try asked(#""all""#, "") == nil)
    // Full batches too, where somebody wants it.
    #expect(try asked("100", "") == 100)
    try expectFaults(#"{"architecture":[2,1],"record":{"rows":1}}"#, "out_of_range /record/rows")
    try expectFaults(#"{"architecture":[2,1],"record":{"rows":2.5}}"#, "not_whole /record/rows")
    try expectFaults(#"{"architecture":[2,1],"record":{"rows":"al"}}"#, "unknown_name /record/rows")
    try expectFaults(#"{"architecture":[2,1],"record":{"rows":null}}"#, "wrong_type /record/rows")
  }

  /// A spec that an earlier version normalised has no such member, and all rows were measured.
  @Test func storedSpecsKeepTheirMeaning() throws {
    var earlier =
      SpecWriter.json(
        try readSpec(#"{\#(Self.digits),"training":{"batch_size":32}}"#)
      ).objectValue ?? [:]
    var record = earlier["record"]?.objectValue ?? [:]
    #expect(record["rows"] == 256)
    record["rows"] = nil
    earlier["record"] = .object(record)
    #expect(try SpecReader.stored(.object(earlier)).spec.recording.rows == nil)
    #expect(try readSpec(JSONValue.object(earlier).text).spec.recording.rows == 256)
  }

  /// No preset is measured otherwise than it was.
  @Test func presetsAreMeasuredWhole() throws {
    for preset in Preset.catalogue {
      #expect(try SpecReader.read(preset.spec).spec.recording.rows == nil, "\(preset.name)")
    }
  }

  /// What is recorded costs no more than what is learnt, but for the floor and the two ends.
  @Test func recordingCostsNoMoreThanLearning() throws {
    let spec = try readSpec(#"{\#(Self.digits),"training":{"batch_size":32,"steps":5000}}"#).spec
    let rows = try #require(spec.recording.rows)
    #expect(198 * 3 * rows <= 3 * 5000 * 32)
    var whole = spec
    whole.recording.rows = nil
    let saved = TrainingWork(of: whole).recording - TrainingWork(of: spec).recording
    #expect(abs(saved - Double(198 * 3 * (1797 - rows) * spec.parameterCount)) < 1)
  }
}
