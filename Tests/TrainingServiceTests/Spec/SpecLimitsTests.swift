import SpecJSON
import StrictJSON
import Testing

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

  /// 50 steps of 3 parameters and 4 rows forwards and back, at 5 points 4 rows forwards, and at the
  /// end all of it once more; 2,000 for each number drawn.
  @Test(arguments: [
    (#""gradient_noise":1"#, 50 * 3), (#""weight_noise":1,"gradient_noise":1"#, 50 * 6),
    (#""input_noise":1"#, 50 * 4 * 2),
  ])
  func randomNumbers(rule: String, count: Int) throws {
    try expectEnd(
      #"{"architecture":[2,1],"training":{"steps":50,\#(rule)},"#
        + #""record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: single(steps: 50, points: 5) + 2000 * count, "too_costly /training")
  }

  /// What `[2, 1]` on XOR takes without similarity: every step counts as 10,000 and every point as
  /// 50,000 more, a number of a snapshot as 2,000, and one of the singular value's multiplications
  /// as 25.
  private func single(steps: Int, points: Int) -> Int {
    let learning = steps * (3 * 3 * 4 + 10_000)
    let recorded = points * (3 * 4 + 50_000 + 3 * 2000)
    // 1² × (2 × 2 + 4 probe rows) for the one neuron's pair.
    return learning + recorded + 3 * 3 * 4 + 8 + 25 * 2
  }

  /// 13 parameters, 2 × 3 weights dropped a step, 3 activations dropped a row.
  @Test func droppedNumbers() throws {
    let learning = 50 * (3 * 13 * 2 + 2000 * (6 + 2 * 3) + 10_000)
    let recorded = 5 * (13 * 4 + 50_000 + 13 * 2000)
    // 3² × (2 × 2 + 1 + 4 probe rows) and 1² × (2 × 3 + 4); 3 × 2² and 3 × 1² for singular values.
    let end = 3 * 13 * 4 + 9 * 9 + 10 + 25 * (12 + 3)
    try expectEnd(
      #"{"architecture":{"inputs":2,"layers":[{"units":3,"dropout":0.5,"dropconnect":0.5},"#
        + #"{"units":1}]},"training":{"steps":50,"batch_size":2},"#
        + #""record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: learning + recorded + end, "too_costly /training")
  }

  @Test func multiplyAdds() throws {
    try expectEnd(
      #"{"architecture":[2,1],"training":{"steps":50},"record":{"points":5,"similarity":false}}"#,
      \.multiplyAdds, at: single(steps: 50, points: 5), "too_costly /training")
    // With similarity the 4 rows go back too, every layer counts as 500,000 more, and its pairs and
    // singular values are taken at each of the 5 points.
    let learning = 50 * (3 * 13 * 2 + 10_000)
    let point = 13 * 3 * 4 + 50_000 + 2 * 500_000 + 9 * 9 + 10 + 25 * (12 + 3) + 13 * 2000
    try expectEnd(
      #"{"architecture":[2,3,1],"training":{"steps":50,"batch_size":2},"record":{"points":5}}"#,
      \.multiplyAdds, at: learning + 5 * point, "too_costly /training")
  }

  @Test func recordingThatDwarfsTheTraining() throws {
    let steps = 20
    let recording = single(steps: steps, points: 5) - steps * (3 * 3 * 4 + 10_000)
    let text = { (steps: Int) in
      #"{"architecture":[2,1],"training":{"steps":\#(steps)},"#
        + #""record":{"points":5,"similarity":false}}"#
    }
    try expectEnd(text(steps), \.recordedMultiplyAdds, at: recording, "too_costly /record")
    // It may take as many as the training.
    var limits = SpecLimits()
    limits.recordedMultiplyAdds = 1
    let least = recording / (3 * 3 * 4 + 10_000) + 1
    _ = try readSpec(text(least), limits: limits)
    try expectFaults(text(least - 1), "too_costly /record", limits: limits)
    // 3 × 10¹¹ of training under 2 × 10¹⁴ of measuring it; by the rule, as much as for 256 rows.
    func every(_ more: String) -> String {
      #"{"architecture":[64,1024,1024,10],"dataset":"digits","#
        + #""training":{"steps":90000,"batch_size":1},"#
        + #""record":{"every":1,"similarity":false,"snapshots":2\#(more)}}"#
    }
    try expectFaults(every(#","rows":"all""#), "too_costly /record")
    _ = try readSpec(every(""))
  }

  @Test func maxSeconds() throws {
    try expectEnd(
      #"{"architecture":[2,1],"max_seconds":77}"#, \.maxSeconds, at: 77,
      "out_of_range /max_seconds")
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
    try expectFaults(
      #"{"architecture":[2,9,1],"dataset":{"name":"moons","samples":999},"#
        + #""training":{"steps":9223372036854775807,"batch_size":8},"record":{"points":9}}"#,
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

  @Test func curvature() throws {
    // 6 × 3 parameters × 4 rows.
    try expectEnd(
      #"{"architecture":[2,1],"record":{"curvature":20}}"#, \.curvatureMultiplyAdds, at: 72,
      "too_costly /record/curvature")
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
