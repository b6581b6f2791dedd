internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Follows one training for `Experiment`: similarity, time, and the caller's hooks.
final class ExperimentObserver: TrainingObserver {
  private let spec: TrainingSpec
  /// Nil where the spec did not ask for similarity.
  private var recorder: SimilarityRecorder?
  /// What went through the layers at each recorded step, where the spec asked for similarity.
  private var signals: [ExperimentRecording.Signals] = []
  private var curvature: CurvatureRecorder
  /// Seconds since the start at each recorded point.
  private var seconds: [Double] = []
  private let hooks: Experiment.Hooks
  private let clock: () -> Duration
  /// When the training would have begun had it not been interrupted.
  private let start: Duration
  private let isInterrupted: @Sendable () -> Bool
  private let didEnd: (EndedExperiment) -> Void

  /// - Parameters:
  ///   - checkpoint: what the training goes on from; nil where it begins.
  ///   - isInterrupted: whether measurements are to be given up, once true always true.
  init(
    _ spec: TrainingSpec, hooks: Experiment.Hooks, checkpoint: ExperimentCheckpoint? = nil,
    clock: @escaping () -> Duration,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    didEnd: @escaping (EndedExperiment) -> Void
  ) {
    self.spec = spec
    self.didEnd = didEnd
    self.isInterrupted = isInterrupted
    recorder =
      spec.recording.similarity ? checkpoint?.recorder ?? SimilarityRecorder() : nil
    signals = checkpoint?.recording.signals ?? []
    curvature = CurvatureRecorder(spec, entries: checkpoint?.recording.curvature ?? [])
    seconds = checkpoint?.recording.seconds ?? []
    self.hooks = hooks
    self.clock = clock
    start = clock() - .seconds(checkpoint?.seconds ?? 0)
  }

  /// Seconds since the start.
  private var elapsed: Double { (clock() - start) / .seconds(1) }

  func shouldContinue(at step: Int) -> Bool { hooks.shouldContinue(step) }

  func shouldContinue(at step: Int, state: () -> TrainingState?) -> Bool {
    hooks.offer(step) { state().map(checkpoint) }
    return hooks.shouldContinue(step)
  }

  private func checkpoint(_ state: TrainingState) -> ExperimentCheckpoint {
    let recording = ExperimentRecording(
      points: state.record.points, seconds: seconds, similarity: recorder?.recordSoFar,
      signals: signals, curvature: curvature.entries,
      snapshotSteps: state.record.snapshots.map(\.step))
    return ExperimentCheckpoint(
      state: state, recording: recording, lastWeights: recorder?.lastWeights, seconds: elapsed)
  }

  func observe(_ observation: Observation) {
    recorder?.observe(observation)
    _ = curvature.observe(observation) { false }
    signals.append((observation.point.step, observation.layers.map(\.signal)))
  }

  func observeUnlessInterrupted(_ observation: Observation) -> Bool {
    // The curvature first: what gives up last must be the one that forgets the step.
    guard curvature.observe(observation, isInterrupted: isInterrupted) else { return false }
    guard recorder?.observe(observation, isInterrupted: isInterrupted) != false else {
      curvature.forget(observation.point.step)
      return false
    }
    signals.append((observation.point.step, observation.layers.map(\.signal)))
    return true
  }

  func record(_ point: TrainingRecord.Point) {
    let elapsed = elapsed
    seconds.append(elapsed)
    hooks.didRecord(
      RecordedStep(
        point: point, seconds: elapsed, signals: signals.last?.layers ?? [],
        curvature: curvature.last(at: point.step),
        similarity: recorder?.recordSoFar.lastStep))
  }

  func keep(_ snapshot: TrainingRecord.Snapshot) { hooks.didKeep(snapshot) }

  func finish(_ record: TrainingRecord) {
    didEnd(
      EndedExperiment(
        spec: spec, record: record,
        similarity: record.stoppedEarly
          ? recorder?.recordSoFar : recorder?.record(isInterrupted: isInterrupted),
        signals: signals, curvature: curvature.entries, secondsAtPoints: seconds, seconds: elapsed,
        isInterrupted: isInterrupted))
  }
}
