import Experiments
import NeuronSimilarity
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// The curvature and the directions of neurons over the recorded steps.
@Suite struct CurvatureRecordTests {
  private func result(_ text: String) throws -> ExperimentResult {
    Experiment.run(try readSpec(text).spec) { .zero }
  }

  private func column(_ name: String, _ result: ExperimentResult) throws -> [Double?] {
    try #require(result.curves[name]).values
  }

  /// At zeros the Hessian has p (1 - p) = 1/4 for the last bias and, for each neuron, the block of its
  /// weights in and out, mean((1/2 - y) x) off the diagonal: ± its norm, a saddle that is never left.
  @Test func thePlateauOfZerosIsASaddle() throws {
    let result = try result(
      """
      {"architecture": [2, 3, 1], "init": "zeros", "precision": "float64",
       "dataset": {"name": "moons", "samples": 80, "noise": 0.1},
       "training": {"steps": 100}, "record": {"points": 11, "curvature": 3}}
      """)
    let train = result.spec.dataset.dataset().train
    let rows = train.targets.count
    let norm = (0..<2).reduce(0.0) { sum, input in
      let mean =
        (0..<rows).reduce(0.0) { $0 + (0.5 - train.targets[$1]) * train.inputs[2 * $1 + input] }
        / Double(rows)
      return sum + mean * mean
    }.squareRoot()
    let largest = try column("sharpness", result)
    let smallest = try column("smallest_curvature", result)
    let edge = try column("edge_of_stability", result)
    #expect(result.curves.steps == Array(stride(from: 0, through: 100, by: 10)))
    for (index, step) in result.curves.steps.enumerated() {
      guard step.isMultiple(of: 50) else {
        #expect(largest[index] == nil && smallest[index] == nil && edge[index] == nil)
        continue
      }
      #expect(abs(try #require(largest[index]) - max(0.25, norm)) < 1e-9)
      #expect(abs(try #require(smallest[index]) + norm) < 1e-9)
      #expect(abs(try #require(edge[index]) - 0.1 * max(0.25, norm) / 2) < 1e-9)
      #expect(try #require(column("curvature_error", result)[index]) < 1e-9)
    }
  }

  /// A line through points: the Hessian is [[mean x², mean x], [mean x, 1]] at every step.
  @Test(arguments: [
    (#""sgd""#, 0.5), (#"{"name": "sgd", "momentum": 0.5}"#, 1 / 3.0),
    (#"{"name": "sgd", "momentum": 0.5, "nesterov": true}"#, 2 / 3.0), (#""adam""#, 0),
  ])
  func theEdgeIsThatOfTheRule(_ optimizer: String, _ factor: Double) throws {
    let result = try result(
      """
      {"architecture": [1, 1], "precision": "float64",
       "dataset": {"inputs": [[1], [2], [3]], "targets": [0.5, 1, 2.5]},
       "training": {"steps": 20, "optimizer": \(optimizer), "learning_rate": 0.01,
        "schedule": {"name": "step", "every": 10, "factor": 0.5}},
       "record": {"every": 5, "curvature": 5}}
      """)
    // Trace 17/3, determinant 14/3 - 4.
    let (trace, determinant) = (17 / 3.0, 2 / 3.0)
    let root = (trace * trace / 4 - determinant).squareRoot()
    for (name, value) in [
      ("sharpness", trace / 2 + root), ("smallest_curvature", trace / 2 - root),
    ] {
      for entry in try column(name, result) { #expect(abs(try #require(entry) - value) < 1e-10) }
    }
    guard factor > 0 else {
      #expect(result.curves["edge_of_stability"] == nil)
      return
    }
    let edges = try column("edge_of_stability", result)
    for (edge, rate) in zip(edges, [0.01, 0.01, 0.005, 0.005, 0.0025]) {
      #expect(abs(try #require(edge) - rate * (trace / 2 + root) * factor) < 1e-10)
    }
  }

  private static let text =
    #"{"architecture":[2,5,1],"dataset":"xor","record":{"points":20,"curvature":8},"#
    + #""training":{"steps":120},"seed":3}"#

  /// The third of twenty replicas records what it does alone.
  @Test func replicasRecordWhatTheyDoAlone() throws {
    let spec = try readSpec(Self.text).spec
    let replicas = (0..<20).map { index in
      var replica = spec
      if index != 2 { replica.seed = UInt64(100 + index) }
      return replica
    }
    var found: ExperimentResult?
    Experiment.run(
      Trainer(replicas: replicas), hooks: replicas.map { _ in .init() }, clock: { .zero }
    ) { index, ended in
      if index == 2 { found = ended.result() }
    }
    let alone = Experiment.run(spec) { .zero }
    #expect(found?.curves == alone.curves)
    #expect(found?.artifacts == alone.artifacts)
    #expect(try column("sharpness", alone).count { $0 != nil } == 8)
  }

  /// Asking for it changes nothing of the training, and a spec that does not ask is as it was.
  @Test func theTrainingIsTheSame() throws {
    let asked = try result(Self.text)
    let plain = try result(Self.text.replacing(#","curvature":8"#, with: ""))
    #expect(asked.digest == plain.digest)
    #expect(plain.curves["sharpness"] == nil)
    let read = try readSpec(Self.text)
    #expect(SpecWriter.json(read).at("/record/curvature") == 8)
    var without = read
    without.spec.recording.curvature = 0
    #expect(SpecWriter.json(without).at("/record/curvature") == nil)
  }

  @Test func whatCannotBeMeasuredIsRefused() throws {
    try expectFaults(
      #"{"architecture":[2,2,1],"record":{"similarity":false,"curvature":5}}"#,
      "mismatch /record/curvature")
    try expectFaults(
      #"{"architecture":[2,2,1],"record":{"curvature":1}}"#, "out_of_range /record/curvature")
    // 6 × 25,730 × 1,797 > 6 × 10⁷
    try expectFaults(
      #"{"architecture":[64,300,20,10],"dataset":"digits","record":{"curvature":2}}"#,
      "too_costly /record/curvature")
  }

  /// A recording as an earlier version stored it, without directions and curvature.
  @Test func earlierRecordingsAreRead() throws {
    let text = #"{"architecture":[2,1],"record":{"points":5},"training":{"steps":20}}"#
    var taken: ExperimentCheckpoint?
    _ = Experiment.run(
      try readSpec(text).spec,
      hooks: Experiment.Hooks(
        shouldContinue: { _ in taken == nil },
        offer: { step, make in if step >= 11 { taken = make() } })
    ) { .zero }
    let recording = try #require(taken).recording
    let steps = try #require(recording.similarity?.steps.count)
    #expect(steps > 1)
    var bytes = recording.bytes
    #expect(bytes.prefix(8).elementsEqual("SBRECRD2".utf8))
    #expect(try ExperimentRecording(bytes: bytes).similarity == recording.similarity)
    // No curvature: its count; the directions of the one layer: their count, a byte and a number each.
    bytes.removeLast(8 + 8 + 9 * steps)
    bytes[7] = UInt8(ascii: "1")
    let read = try #require(try ExperimentRecording(bytes: bytes).similarity)
    let (layer, written) = (read.layers[0], try #require(recording.similarity?.layers[0]))
    #expect(read.steps == recording.similarity?.steps)
    #expect(layer.distinctDirections == Array(repeating: .absent(.notComputed), count: steps))
    // The last place of each row is the directions'.
    let places = (0..<written.numbers.count).filter { ($0 + 1) % SimilarityPlace.count != 0 }
    #expect(places.count == steps * (SimilarityPlace.count - 1))
    #expect(places.allSatisfy { layer.numbers[$0] == written.numbers[$0] })
    #expect(places.allSatisfy { layer.absences[$0] == written.absences[$0] })
    #expect(layer.firstSplit == written.firstSplit)
    #expect(throws: (any Error).self) { try ExperimentRecording(bytes: bytes.dropLast()) }
  }
}
