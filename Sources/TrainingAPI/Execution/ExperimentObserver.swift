internal import NeuronSimilarity
internal import TrainingCore

/// Follows one training for `Experiment`: similarity, time, and the caller's hooks.
final class ExperimentObserver: TrainingObserver {
  private let spec: TrainingSpec
  /// Nil where the spec did not ask for similarity.
  private var recorder: SimilarityRecorder?
  /// What went through the layers at each recorded step, where the spec asked for similarity.
  private var signals: [(step: Int, layers: [LayerSignal])] = []
  /// Seconds since the start at each recorded point.
  private var seconds: [Double] = []
  private let hooks: Experiment.Hooks
  private let clock: () -> Duration
  private let start: Duration
  private let didEnd: (ExperimentResult) -> Void

  init(
    _ spec: TrainingSpec, hooks: Experiment.Hooks, clock: @escaping () -> Duration,
    didEnd: @escaping (ExperimentResult) -> Void
  ) {
    self.spec = spec
    self.didEnd = didEnd
    recorder = spec.recording.similarity ? SimilarityRecorder() : nil
    self.hooks = hooks
    self.clock = clock
    start = clock()
  }

  /// Seconds since the start.
  private var elapsed: Double { (clock() - start) / .seconds(1) }

  func shouldContinue(at step: Int) -> Bool { hooks.shouldContinue(step) }

  func observe(_ observation: Observation) {
    recorder?.observe(observation)
    signals.append((observation.point.step, observation.layers.map(\.signal)))
  }

  func record(_ point: TrainingRecord.Point) {
    seconds.append(elapsed)
    hooks.didRecord(point)
  }

  func finish(_ record: TrainingRecord) {
    didEnd(
      ExperimentResult(
        spec: spec, record: record, similarity: recorder?.record(), signals: signals,
        secondsAtPoints: seconds,
        seconds: elapsed))
  }
}
