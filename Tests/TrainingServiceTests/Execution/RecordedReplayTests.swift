import Experiments
import KernelDispatch
import NeuronSimilarity
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// What is recorded of networks that train side by side, on any kernels, is what is recorded of each
/// alone: every series to the byte, whether or not the training was interrupted.
@Suite struct RecordedReplayTests {
  static let specs = [
    // One output and several classes, a test split and none, clones, dead units, wide and narrow.
    #"{"architecture":[2,8,8,1],"dataset":"circles","record":{"points":9},"training":{"steps":120,"batch_size":10,"learning_rate":0.1}}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":17,"activation":"relu"},{"units":5,"activation":"gelu","bias":false},{"units":1}]},"dataset":{"name":"spiral","samples":333},"record":{"every":30},"training":{"steps":120,"batch_size":7,"optimizer":"adam"}}"#,
    #"{"architecture":[2,2,1],"dataset":"xor","record":{"points":6,"similarity":false},"training":{"steps":90,"learning_rate":0.5}}"#,
    #"{"architecture":[2,3,1],"dataset":"xor","record":{"points":7},"training":{"steps":60,"learning_rate":0.5,"optimizer":"rmsprop"}}"#,
  ]

  /// Replicas with other seeds and starting weights: clones, dead, alike, and one that overflows.
  private func replicas(of text: String, count: Int = 21) throws -> [TrainingSpec] {
    let spec = try SpecReader.read(JSONValue.parse(text)).spec
    return (0..<count).map { index in
      var replica = spec
      replica.seed = UInt64(index)
      for layer in replica.layers.indices {
        switch index % 5 {
        case 0: replica.layers[layer].weights = Initialization(scheme: "constant", alpha: 0.5)
        case 1: replica.layers[layer].weights.alpha = 1e308
        case 2: replica.layers[layer].weights = .zeros
        default: replica.layers[layer].weights.alpha = 0.3 * Double(index)
        }
      }
      return replica
    }
  }

  private func run(
    _ trainer: Trainer, from checkpoints: [ExperimentCheckpoint] = [],
    hooks: [Experiment.Hooks]? = nil
  ) -> [EndedExperiment] {
    var results: [Int: EndedExperiment] = [:]
    Experiment.run(
      trainer, from: checkpoints, hooks: hooks ?? trainer.specs.map { _ in Experiment.Hooks() },
      clock: { .zero }
    ) { results[$0] = $1 }
    return trainer.specs.indices.compactMap { results[$0] }
  }

  /// Everything that is recorded, as it is stored.
  private func recorded(_ results: [EndedExperiment]) -> [[String: [UInt8]]] {
    results.map {
      var parts = $0.result().artifacts
      parts["recording"] = $0.recording.bytes
      return parts
    }
  }

  @Test(arguments: specs)
  func sideBySideIsAsAlone(_ text: String) throws {
    let replicas = try replicas(of: text)
    try compare(replicas)
  }

  /// Three classes by softmax, from rows of the caller's own.
  @Test func severalClassesSideBySideAreAsAlone() throws {
    var replicas = try replicas(of: Self.specs[0])
    let rows = 47
    let inputs = (0..<2 * rows).map { Double($0 * $0 % 31) / 15 - 1 }
    let data = Dataset(
      features: 2, task: .classification(classes: 3),
      train: Dataset.Split(inputs: inputs, targets: (0..<rows).map { Double($0 * 7 % 3) }))
    for index in replicas.indices {
      replicas[index].dataset = .inline(data)
      replicas[index].layers[2].units = 3
      replicas[index].layers[2].activation = .linear
      replicas[index].training.loss = .crossEntropy
    }
    try compare(replicas)
  }

  private func compare(_ replicas: [TrainingSpec]) throws {
    #expect(Trainer.usesLanes(replicas[0]))
    let alone = recorded(replicas.flatMap { run(Trainer($0, kernels: .baseline)) })
    #expect(alone.count == replicas.count)
    for variant in KernelVariant.available {
      let together = recorded(run(Trainer(replicas: replicas, kernels: variant)))
      for index in replicas.indices {
        #expect(together[index] == alone[index], "\(variant), replica \(index)")
      }
      if variant != .baseline {
        for index in [1, 3] {
          #expect(recorded(run(Trainer(replicas[index], kernels: variant))) == [alone[index]])
        }
      }
    }
  }

  @Test(arguments: [specs[0], specs[1], specs[3]])
  func interruptedIsAsWhole(_ text: String) throws {
    // None that overflows: it has ended before.
    let replicas = try replicas(of: text).enumerated().filter { $0.offset % 5 != 1 }.map(\.element)
    let whole = recorded(run(Trainer(replicas: replicas)))
    var taken: [Int: ExperimentCheckpoint] = [:]
    let half = replicas[0].training.steps / 2
    _ = run(
      Trainer(replicas: replicas),
      hooks: replicas.indices.map { index in
        Experiment.Hooks(
          shouldContinue: { _ in taken.count < replicas.count },
          offer: { step, make in
            if step >= half, taken[index] == nil { taken[index] = make() }
          })
      })
    let checkpoints = replicas.indices.compactMap { taken[$0] }
    try #require(checkpoints.count == replicas.count)
    #expect(Set(checkpoints.map(\.step)).count == 1)
    #expect(recorded(run(Trainer(replicas: replicas), from: checkpoints)) == whole)
    for index in [0, 3] {
      #expect(
        recorded(run(Trainer(replicas[index]), from: [checkpoints[index]])) == [whole[index]])
    }
  }

  /// Who follows a training reads whole steps of it, whatever is measured how.
  @Test func recordingsCanBeReadWhileTheyGrow() throws {
    let replicas = try replicas(of: Self.specs[0]).enumerated().filter { $0.offset % 5 != 1 }
      .map(\.element)
    var running: [RunningRecording] = []
    var seen = 0
    let results = run(
      Trainer(replicas: replicas),
      hooks: replicas.map { _ in
        Experiment.Hooks(
          willTrain: { running.append($0) },
          didRecord: { point in
            seen += 1
            for recording in running.map(\.recording) {
              #expect(recording.similarity?.steps ?? [] == recording.points.map(\.step))
              #expect(recording.signals.map(\.step) == recording.points.map(\.step))
            }
          })
      })
    #expect(running.count == replicas.count && seen == 9 * replicas.count)
    for (recording, result) in zip(running, results) {
      #expect(recording.recording.bytes == result.recording.bytes)
      #expect(recording.snapshots == result.record.snapshots)
      #expect(recording.points(from: 7) == result.record.points[7...])
    }
  }
}
