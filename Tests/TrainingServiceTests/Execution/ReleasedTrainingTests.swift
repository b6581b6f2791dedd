import Experiments
import SpecJSON
import StrictJSON
import Testing
import TrainingEngine
import TrainingModel

/// What a training recorded goes with its result: nothing that trained or measured it keeps it.
@Suite struct ReleasedTrainingTests {
  private struct Weak {
    weak var recording: RunningRecording?
  }

  private final class Seen {
    var recordings: [Weak] = []
    var results: [ExperimentResult] = []
  }

  private static func trainer(_ units: Int, _ precision: String, replicas: Int) throws -> Trainer {
    Trainer(
      replicas: try (0..<replicas).map { seed in
        try SpecReader.read(
          JSONValue.parse(
            #"{"architecture":[2,\#(units),1],"dataset":"xor","seed":\#(seed),"#
              + #""precision":"\#(precision)","#
              + #""training":{"steps":20},"record":{"points":5}}"#)
        ).spec
      })
  }

  /// Rows of one network's batch in the lanes, networks in the lanes, layers too wide for either.
  @Test(arguments: [(4, 1), (4, 3), (4, 40), (64, 1), (64, 2)], ["float32", "float64"])
  func nothingKeepsWhatWasRecorded(shape: (units: Int, replicas: Int), precision: String) throws {
    let seen = Seen()
    let hooks = Experiment.Hooks(willTrain: { seen.recordings.append(Weak(recording: $0)) })
    Experiment.run(
      try Self.trainer(shape.units, precision, replicas: shape.replicas),
      hooks: Array(repeating: hooks, count: shape.replicas), clock: { .zero }
    ) { _, ended in seen.results.append(ended.result()) }
    #expect(seen.results.count == shape.replicas)
    #expect(seen.recordings.count == shape.replicas)
    #expect(seen.recordings.allSatisfy { $0.recording == nil })
  }
}
