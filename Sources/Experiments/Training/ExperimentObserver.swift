internal import KernelDispatch
internal import NeuronSimilarity
internal import TrainingEngine
internal import TrainingModel

/// Follows one training for `Experiment`: similarity, time, and the caller's hooks.
final class ExperimentObserver: TrainingObserver {
  /// What was seen of the step that is recorded next.
  private enum Seen {
    case nothing
    case alone([LayerSignal])
    case sideBySide(LaneObservation, LaneSimilarity, lane: Int)
  }

  private let spec: TrainingSpec
  private let kernels: KernelVariant
  /// Of a network that is measured alone; nil where the spec did not ask for similarity, and before
  /// the first step of a network that begins.
  private var recorder: SimilarityRecorder?
  /// Of networks that are measured side by side.
  private let similarities: GroupSimilarities
  private let recording: RunningRecording
  /// The network at the first recorded step, where an earlier attempt recorded it.
  let start: NetworkWeights?
  private var seen = Seen.nothing
  private var curvature: CurvatureRecorder
  private let hooks: Experiment.Hooks
  private let clock: () -> Duration
  /// When the training would have begun had it not been interrupted.
  private let began: Duration
  private let isInterrupted: @Sendable () -> Bool
  private let didEnd: (EndedExperiment) -> Void

  /// - Parameters:
  ///   - checkpoint: what the training goes on from; nil where it begins.
  ///   - points: recorded steps of the whole training.
  ///   - similarities: shared by all that train side by side.
  ///   - isInterrupted: whether measurements are to be given up, once true always true.
  init(
    _ spec: TrainingSpec, hooks: Experiment.Hooks, checkpoint: ExperimentCheckpoint? = nil,
    points: Int, kernels: KernelVariant, similarities: GroupSimilarities,
    clock: @escaping () -> Duration,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    didEnd: @escaping (EndedExperiment) -> Void
  ) {
    self.spec = spec
    self.kernels = kernels
    self.similarities = similarities
    self.didEnd = didEnd
    self.isInterrupted = isInterrupted
    recorder = spec.recording.similarity ? checkpoint?.recorder(kernels) : nil
    start = recorder == nil ? nil : checkpoint?.state.record.snapshots.first?.weights
    curvature = CurvatureRecorder(spec, entries: checkpoint?.recording.curvature ?? [])
    recording = RunningRecording(checkpoint, points: points)
    self.hooks = hooks
    self.clock = clock
    began = clock() - .seconds(checkpoint?.seconds ?? 0)
    hooks.willTrain(recording)
  }

  /// Seconds since the start.
  private var elapsed: Double { (clock() - began) / .seconds(1) }

  func shouldContinue(at step: Int) -> Bool { hooks.shouldContinue(step) }

  func shouldContinue(at step: Int, state: () -> TrainingState?) -> Bool {
    hooks.offer(step) { state().map(checkpoint) }
    return hooks.shouldContinue(step)
  }

  private func checkpoint(_ state: TrainingState) -> ExperimentCheckpoint {
    ExperimentCheckpoint(
      state: state, recording: recording.recording, lastWeights: recorder?.lastWeights,
      seconds: elapsed)
  }

  func observe(_ observation: Observation) {
    _ = curvature.observe(observation) { false }
    _ = take(observation) { false }
  }

  func observeUnlessInterrupted(_ observation: Observation) -> Bool {
    // The curvature first: what gives up last must be the one that forgets the step.
    guard curvature.observe(observation, isInterrupted: isInterrupted) else { return false }
    guard take(observation, isInterrupted) else {
      curvature.forget(observation.point.step)
      return false
    }
    return true
  }

  private func take(_ observation: Observation, _ isInterrupted: () -> Bool) -> Bool {
    if recorder == nil { recorder = newRecorder }
    guard recorder?.observe(observation, isInterrupted: isInterrupted) != false else {
      return false
    }
    seen = .alone(observation.layers.map(\.signal))
    return true
  }

  /// A recorder for a network that is seen alone for the first time, perhaps after it was measured
  /// beside others.
  private var newRecorder: SimilarityRecorder {
    guard case .sideBySide(_, let similarity, let lane) = seen,
      let record = recording.recording.similarity
    else { return SimilarityRecorder(kernels: kernels) }
    return SimilarityRecorder(
      goingOnFrom: record, start: similarity.start(of: lane), last: nil, kernels: kernels)
  }

  func observe(_ group: LaneObservation, lane: Int) {
    _ = curvature.observe(at: group.step) {
      group.weights(of: lane)
    } isInterrupted: {
      false
    }
    seen = .sideBySide(group, similarities.measured(group), lane: lane)
  }

  func record(_ point: TrainingRecord.Point) {
    let elapsed = elapsed
    recording.append { recording in
      recording.points.append(point)
      recording.seconds.append(elapsed)
      if let measured = curvature.last(at: point.step) { recording.curvature.append(measured) }
      switch seen {
      case .nothing: break
      case .alone(let signals):
        recording.signals.append((point.step, signals))
        if let recorder {
          recording.similarity.begun { $0.append(lastOf: recorder.recordSoFar) }
        }
      case .sideBySide(let group, let similarity, let lane):
        recording.signals.append((point.step, group.signals(of: lane)))
        recording.similarity.begun { similarity.append(lane, at: point.step, to: &$0) }
      }
    }
    hooks.didRecord(point)
  }

  func keep(_ snapshot: TrainingRecord.Snapshot) { recording.keep(snapshot) }

  func finish(_ record: TrainingRecord) {
    let recorded = recording.recording
    var similarity = recorded.similarity
    if case .alone = seen, !record.stoppedEarly {
      similarity = recorder?.record(isInterrupted: isInterrupted)
    }
    if similarity == nil, spec.recording.similarity { similarity = SimilarityRecord() }
    didEnd(
      EndedExperiment(
        spec: spec, record: record, similarity: similarity, signals: recorded.signals,
        curvature: curvature.entries, secondsAtPoints: recorded.seconds, seconds: elapsed,
        isInterrupted: isInterrupted))
  }
}

extension Optional<SimilarityRecord> {
  /// Changes the record in place, which begins where there is none.
  fileprivate mutating func begun(_ change: (inout SimilarityRecord) -> Void) {
    if case .none = self { self = SimilarityRecord() }
    change(&self!)
  }
}
