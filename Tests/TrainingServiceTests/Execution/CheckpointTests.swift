import Experiments
import Jobs
import NeuronSimilarity
import SpecJSON
import StrictJSON
import Synchronization
import Testing
import TrainingEngine
import TrainingModel
import TrainingService

@Suite struct CheckpointTests {
  /// Trains to a step, and gives what could go on from there with what was recorded.
  private func checkpoint(
    of spec: TrainingSpec, at wanted: Int
  ) throws -> ExperimentCheckpoint {
    var taken: ExperimentCheckpoint?
    _ = Experiment.run(
      spec,
      hooks: Experiment.Hooks(
        shouldContinue: { _ in taken == nil },
        offer: { step, make in if step >= wanted { taken = make() } })
    ) { .zero }
    return try #require(taken)
  }

  private func resumed(_ spec: TrainingSpec, from checkpoint: ExperimentCheckpoint)
    -> ExperimentResult?
  {
    var result: ExperimentResult?
    Experiment.run(
      Trainer(spec), from: [checkpoint], hooks: [Experiment.Hooks()], clock: { .zero }
    ) { result = $1 }
    return result
  }

  static let specs = [
    // One that splits, one of clones, one that keeps many weights, one that records little, and one that
    // records curvature.
    #"{"architecture":[2,9,7,1],"init":"xavier_normal","dataset":"moons","record":{"every":10,"snapshots":7},"training":{"steps":200,"batch_size":32,"optimizer":"adam"}}"#,
    #"{"architecture":[2,5,1],"init":"constant","alpha":0.5,"dataset":"circles","training":{"steps":150,"optimizer":"rmsprop"}}"#,
    #"{"architecture":{"inputs":2,"layers":[{"units":8,"activation":"sigmoid","dropout":0.3,"normalization":"batch"},{"units":1}]},"dataset":"spiral","precision":"float64","record":{"every":3,"snapshots":40},"training":{"steps":120,"batch_size":50}}"#,
    #"{"architecture":[2,40,1],"dataset":"xor","record":{"points":2,"similarity":false},"training":{"steps":90}}"#,
    #"{"architecture":[2,5,1],"dataset":"xor","record":{"every":10,"curvature":9},"training":{"steps":200}}"#,
    #"{"architecture":[2,5,1],"dataset":{"name":"moons","test_share":0.5},"record":{"every":10,"rows":20},"training":{"steps":150,"batch_size":7}}"#,
  ]

  @Test(arguments: specs)
  func storedAndReadTheResultIsTheSame(text: String) throws {
    let spec = try SpecReader.read(JSONValue.parse(text)).spec
    let expected = Experiment.run(spec) { .zero }
    for step in [1, 30, 60, 89] {
      let checkpoint = try checkpoint(of: spec, at: step)
      var writer = CheckpointParts(spec, digest: "d")
      let stored = writer.update(to: checkpoint)
      #expect(stored.step == checkpoint.step)
      var reader = CheckpointParts(spec, digest: "d")
      let read = try reader.read(stored)
      #expect(read.state == checkpoint.state)
      #expect(read.recording.similarity == checkpoint.recording.similarity)
      let result = try #require(resumed(spec, from: read))
      #expect(result.json == expected.json)
      #expect(result.artifacts == expected.artifacts)
    }
  }

  /// Later checkpoints leave out the weights that are stored, and what is there together is whole.
  @Test func partsThatAreStoredAreNotWrittenAgain() throws {
    let spec = try SpecReader.read(
      JSONValue.parse(
        #"{"architecture":[64,300,200,10],"dataset":"digits","record":{"every":1,"snapshots":10,"similarity":false},"training":{"steps":9,"batch_size":32}}"#
      )
    ).spec
    var writer = CheckpointParts(spec, digest: "d")
    var parts: [String: [UInt8]] = [:]
    var written: [Int] = []
    for step in [2, 5, 8] {
      let update = writer.update(to: try checkpoint(of: spec, at: step))
      written.append(update.parts.keys.count { $0.hasPrefix("weights/") })
      parts.merge(update.parts) { _, new in new }
    }
    // Three snapshots fit an artifact: of one that is not full the earlier ones are written again.
    #expect(written == [1, 2, 2])
    var reader = CheckpointParts(spec, digest: "d")
    let read = try reader.read(JobCheckpoint(step: 8, parts: parts))
    #expect(read.state.record.snapshots.map(\.step) == Array(0..<8))
    #expect(
      try #require(resumed(spec, from: read)).digest == Experiment.run(spec) { .zero }.digest)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let spec = try SpecReader.read(JSONValue.parse(Self.specs[0])).spec
    var writer = CheckpointParts(spec, digest: "d")
    let stored = writer.update(to: try checkpoint(of: spec, at: 60))
    func expectFault(
      _ fault: CheckpointFault, _ parts: [String: [UInt8]], digest: String = "d"
    ) {
      var reader = CheckpointParts(spec, digest: digest)
      #expect(throws: fault) { try reader.read(JobCheckpoint(step: 60, parts: parts)) }
    }
    expectFault(.foreign, stored.parts, digest: "other")
    for (name, bytes) in stored.parts {
      var parts = stored.parts
      parts[name] = nil
      expectFault(.damaged, parts)
      for place in [0, bytes.count / 2, bytes.count - 1] {
        var damaged = bytes
        damaged[place] ^= 1
        parts[name] = damaged
        expectFault(.damaged, parts)
      }
      parts[name] = Array(bytes.dropLast())
      expectFault(.damaged, parts)
    }
  }

  /// The recorder gives up within an observation, and the step is recorded as if it had not.
  @Test(arguments: [specs[0], specs[4]])
  func measurementsThatAreGivenUpLeaveNoTrace(_ text: String) throws {
    let spec = try SpecReader.read(JSONValue.parse(text)).spec
    let expected = Experiment.run(spec) { .zero }
    var trainer = Trainer(spec)
    let interruption = Interruption()
    trainer.isInterrupted = interruption.isRaised
    var result: ExperimentResult?
    Experiment.run(
      trainer,
      hooks: [
        Experiment.Hooks(
          shouldContinue: { step in
            interruption.lower(at: step)
            return true
          })
      ], clock: { .zero }
    ) { result = $1 }
    #expect(interruption.count > 2)
    #expect(result?.json == expected.json)
    #expect(result?.artifacts == expected.artifacts)
  }
}

/// Raised by every 53rd question until the training asks whether to go on; never after step 150.
private final class Interruption: Sendable {
  private struct State {
    var questions = 0
    var isRaised = false
    var count = 0
    var isOver = false
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }

  func lower(at step: Int) {
    state.withLock { state in
      state.isRaised = false
      state.isOver = step >= 150
    }
  }

  @Sendable func isRaised(_ replica: Int) -> Bool {
    state.withLock { state in
      state.questions += 1
      if !state.isRaised, !state.isOver, state.questions.isMultiple(of: 53) {
        state.isRaised = true
        state.count += 1
      }
      return state.isRaised
    }
  }
}
