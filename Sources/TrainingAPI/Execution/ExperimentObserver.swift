internal import NeuronSimilarity
internal import TrainingCore

/// Follows one training for `Experiment`: similarity, time, and the caller's hooks.
final class ExperimentObserver: TrainingObserver {
  /// What was measured of the neurons so far; nil where the spec did not ask for it.
  var similarity: SimilarityRecord? { recorder?.record() }
  /// Seconds since the start at each recorded point.
  private(set) var seconds: [Double] = []

  private var recorder: SimilarityRecorder?
  private let hooks: Experiment.Hooks
  private let clock: () -> Duration
  private let start: Duration

  init(_ spec: TrainingSpec, hooks: Experiment.Hooks, clock: @escaping () -> Duration) {
    recorder = spec.recording.similarity ? SimilarityRecorder() : nil
    self.hooks = hooks
    self.clock = clock
    start = clock()
  }

  /// Seconds since the start.
  var elapsed: Double { (clock() - start) / .seconds(1) }

  func shouldContinue(at step: Int) -> Bool { hooks.shouldContinue(step) }

  func observe(_ observation: Observation) { recorder?.observe(observation) }

  func record(_ point: TrainingRecord.Point) {
    seconds.append(elapsed)
    hooks.didRecord(point)
  }
}
