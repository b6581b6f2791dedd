import StrictJSON
import Testing
import TrainingAPI

/// Every limit, at its end and one past it.
struct SpecLimitsTests {
  /// `text` passes under `limits` and has one fault under the same with `limit` one lower.
  private func expectEnd(
    _ text: String, _ limit: WritableKeyPath<SpecLimits, Int>, at end: Int, _ fault: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var limits = SpecLimits()
    limits[keyPath: limit] = end
    _ = try readSpec(text, limits: limits, sourceLocation: sourceLocation)
    limits[keyPath: limit] = end - 1
    try expectFaults(text, fault, limits: limits, sourceLocation: sourceLocation)
  }

  private let quick = #""training":{"steps":5},"record":{"similarity":false}"#

  @Test func layers() throws {
    let text = #"{"architecture":[2,3,3,1],\#(quick)}"#
    try expectEnd(text, \.layers, at: 3, "too_costly /architecture")
    try expectEnd(
      #"{"architecture":{"inputs":2,"layers":[{"units":3},{"units":1}]}}"#, \.layers, at: 2,
      "too_costly /architecture/layers")
  }

  @Test func units() throws {
    try expectEnd(
      #"{"architecture":[2,30,1],\#(quick)}"#, \.units, at: 30, "out_of_range /architecture/1")
  }

  @Test func parameters() throws {
    // 2 × 3 + 3 + 3 × 1 + 1
    try expectEnd(
      #"{"architecture":[2,3,1],\#(quick)}"#, \.parameters, at: 13, "too_costly /architecture")
    // 2 × 3 + 3 × 1 + 1
    try expectEnd(
      #"{"architecture":{"inputs":2,"layers":[{"units":3,"bias":false},{"units":1}]},\#(quick)}"#,
      \.parameters, at: 10, "too_costly /architecture")
  }

  /// 4 rows × (2 + 3 + 1)
  @Test func normalizedActivations() throws {
    let text = #"{"architecture":{"inputs":2,"layers":[{"units":3,"normalization":"KIND"},"#
    try expectEnd(
      text.replacing("KIND", with: "batch") + #"{"units":1}]},\#(quick)}"#,
      \.normalizedActivations, at: 24, "too_costly /architecture")
    var limits = SpecLimits()
    limits.normalizedActivations = 1
    _ = try readSpec(
      text.replacing("KIND", with: "layer") + #"{"units":1}]},\#(quick)}"#, limits: limits)
  }

  @Test func steps() throws {
    try expectEnd(
      #"{"architecture":[2,1],"training":{"steps":77}}"#, \.steps, at: 77,
      "too_costly /training/steps")
    try expectEnd(
      #"{"architecture":[2,1],"training":{"epochs":11,"batch_size":1}}"#, \.steps, at: 44,
      "too_costly /training/epochs")
  }

  /// 3 parameters × (50 steps × 4 rows + 5 points × 8 rows), and 2,000 for each number drawn.
  @Test(arguments: [
    (#""gradient_noise":1"#, 50 * 3), (#""weight_noise":1,"gradient_noise":1"#, 50 * 6),
    (#""input_noise":1"#, 50 * 4 * 2),
  ])
  func randomNumbers(rule: String, count: Int) throws {
    try expectEnd(
      #"{"architecture":[2,1],"training":{"steps":50,\#(rule)},"#
        + #""record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: 3 * (50 * 4 + 5 * 8) + 2000 * count, "too_costly /training")
  }

  /// 13 parameters, 2 × 3 weights dropped a step, 3 activations dropped a row.
  @Test func droppedNumbers() throws {
    try expectEnd(
      #"{"architecture":{"inputs":2,"layers":[{"units":3,"dropout":0.5,"dropconnect":0.5},"#
        + #"{"units":1}]},"training":{"steps":50,"batch_size":2},"#
        + #""record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: 13 * (50 * 2 + 5 * 8) + 2000 * 50 * (6 + 2 * 3), "too_costly /training")
  }

  @Test func multiplyAdds() throws {
    // 3 parameters × (50 steps × 4 rows + 5 points × (4 + 4) rows)
    try expectEnd(
      #"{"architecture":[2,1],"training":{"steps":50},"record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: 3 * (50 * 4 + 5 * 8), "too_costly /training")
    // 13 parameters × (50 steps × 2 rows + 5 points × (4 + 4) rows), and at 5 points for the hidden
    // layer 3² × (2 × 2 + 1 + 4 probe rows), for the output 1² × (2 × 3 + 4)
    try expectEnd(
      #"{"architecture":[2,3,1],"training":{"steps":50,"batch_size":2},"record":{"points":5}}"#,
      \.multiplyAdds, at: 13 * (50 * 2 + 5 * 8) + 5 * (9 * 9 + 10), "too_costly /training")
  }

  @Test func hugeProductsDoNotOverflow() throws {
    let text =
      #"{"architecture":[2,2000,2000,1],"dataset":{"name":"moons","samples":20000},"#
      + #""training":{"steps":10000000}}"#
    try expectFaults(text, "too_costly /training")
    var limits = SpecLimits()
    limits.steps = .max
    try expectFaults(
      #"{"architecture":[2,9,1],"training":{"steps":9223372036854775807},"record":{"points":9}}"#,
      "too_costly /training", limits: limits)
    try expectFaults(
      #"{"architecture":[2,9,1],"training":{"epochs":9223372036854775807,"batch_size":1}}"#,
      "too_costly /training", limits: limits)
  }

  @Test func activations() throws {
    // 200 rows × (2 + 3 + 1)
    try expectEnd(
      #"{"architecture":[2,3,1],"dataset":"moons",\#(quick)}"#, \.activations, at: 1200,
      "too_costly /architecture")
    // The test split's 3 rows are more than the training split's 1.
    try expectEnd(
      #"{"architecture":[1,1],"dataset":{"inputs":[[1]],"targets":[0.5],"#
        + #""test_inputs":[[1],[2],[3]],"test_targets":[0,0,0]},\#(quick)}"#,
      \.activations, at: 6, "too_costly /architecture")
  }

  @Test func inlineData() throws {
    let text =
      #"{"architecture":[2,1],"dataset":{"inputs":[[1,2],[3,4]],"targets":[0,1],"#
      + #""test_inputs":[[1,2],[3,4],[5,6]],"test_targets":[0,1,1]},\#(quick)}"#
    try expectEnd(text, \.inlineRows, at: 3, "too_costly /dataset/test_inputs")
    try expectEnd(text, \.inlineNumbers, at: 15, "too_costly /dataset")
  }

  @Test func recordedPoints() throws {
    try expectEnd(
      #"{"architecture":[2,1],"record":{"points":30,"snapshots":2}}"#, \.recordedPoints, at: 30,
      "too_costly /record/points")
    // Steps 0, 90, …, 990 and 1000.
    try expectEnd(
      #"{"architecture":[2,1],"record":{"every":90,"snapshots":2}}"#, \.recordedPoints, at: 13,
      "too_costly /record/every")
    try expectEnd(
      #"{"architecture":[2,1],"record":{"points":5,"snapshots":40}}"#, \.recordedPoints, at: 40,
      "too_costly /record/snapshots")
  }

  @Test func theAdviceForEveryWorks() throws {
    let text = { (step: Int) in
      #"{"architecture":[2,1],"training":{"steps":1000003},"record":{"every":\#(step)}}"#
    }
    let detail = try #require(specFaults(text(7)).first).detail
    let words = detail.split(separator: " ").map(String.init)
    let least = try #require(words.firstIndex(of: "as").flatMap { Int(words[$0 + 1]) })
    _ = try readSpec(text(least))
    try expectFaults(text(least - 1), "too_costly /record/every")
  }

  @Test func recordedLayers() throws {
    let text = #"{"architecture":[2,3,1],"record":{"points":50}}"#
    try expectEnd(text, \.recordedLayers, at: 100, "too_costly /record")
    var limits = SpecLimits()
    limits.recordedLayers = 1
    _ = try readSpec(
      #"{"architecture":[2,3,1],"record":{"points":50,"similarity":false}}"#, limits: limits)
  }

  @Test func snapshotNumbers() throws {
    try expectEnd(
      #"{"architecture":[2,1],"record":{"snapshots":20}}"#, \.snapshotNumbers, at: 60,
      "too_costly /record/snapshots")
  }

  @Test func namesAndLabels() throws {
    let text = #"{"architecture":[2,1],"name":"ab\u00e9","labels":{"abcd":"efghi","x":""}}"#
    try expectEnd(text, \.nameLength, at: 3, "out_of_range /name")
    try expectEnd(text, \.labels, at: 2, "out_of_range /labels")
    try expectEnd(text, \.labelKeyLength, at: 4, "out_of_range /labels/abcd")
    try expectEnd(text, \.labelValueLength, at: 5, "out_of_range /labels/abcd")
  }

  @Test func faults() throws {
    var limits = SpecLimits()
    limits.faults = 2
    let two = #"{"architecture":[0,0]}"#
    try expectFaults(
      two, "out_of_range /architecture/0", "out_of_range /architecture/1", limits: limits)
    limits.faults = 1
    try expectFaults(two, "out_of_range /architecture/0", "more_faults ", limits: limits)
  }

  @Test func theStandardLimitsBoundEachOther() {
    let limits = SpecLimits.standard
    // The first and the last weights of the largest network may always be kept.
    #expect(2 * limits.parameters <= limits.snapshotNumbers)
    #expect(200 * limits.layers <= limits.recordedLayers)
  }
}
