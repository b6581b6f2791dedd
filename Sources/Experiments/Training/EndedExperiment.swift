internal import NeuronSimilarity
package import TrainingEngine
package import TrainingModel

/// A training that has ended, with all that was recorded of it: what it came to is for another thread to
/// compute, while this one trains what comes next.
package struct EndedExperiment: Sendable {
  package let spec: TrainingSpec
  /// Everything that the trainer recorded.
  package let record: TrainingRecord
  let similarity: SimilarityRecord?
  let signals: [ExperimentRecording.Signals]
  let curvature: [CurvatureRecorder.Entry]
  let secondsAtPoints: [Double]
  /// Seconds that the training took.
  let seconds: Double
  /// Whether measurements are to be given up, once true always true.
  let isInterrupted: @Sendable () -> Bool
  /// Whether the caller ended the training before its last step, or its last measurements. What is
  /// asked for later does not undo them.
  package let stoppedEarly: Bool

  init(
    spec: TrainingSpec, record: TrainingRecord, similarity: SimilarityRecord?,
    signals: [ExperimentRecording.Signals], curvature: [CurvatureRecorder.Entry] = [],
    secondsAtPoints: [Double], seconds: Double, isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.spec = spec
    self.record = record
    self.similarity = similarity
    self.signals = signals
    self.curvature = curvature
    self.secondsAtPoints = secondsAtPoints
    self.seconds = seconds
    self.isInterrupted = isInterrupted
    stoppedEarly = record.stoppedEarly || isInterrupted()
  }

  /// What was recorded, as a training that came to no result keeps it.
  package var recording: ExperimentRecording {
    ExperimentRecording(
      points: record.points, seconds: secondsAtPoints, similarity: similarity, signals: signals,
      curvature: curvature, snapshotSteps: record.snapshots.map(\.step))
  }

  /// What the training came to.
  ///
  /// - Complexity: O(points × layers + parameters + rows), and where similarity was not recorded one
  ///   measurement of the last weights.
  package func result() -> ExperimentResult { ExperimentResult(self) }
}
