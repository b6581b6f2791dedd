package import Experiments
package import Jobs
package import TrainingEngine

/// What jobs in training have recorded so far, for those who follow them, wherever they train.
///
/// Calls may ask other processes or a store: they throw where these do not answer.
package protocol LiveReadings: Sendable {
  /// The points of a job from number `index` on, counted from 0; none for a job that is not known to
  /// train.
  func points(of id: JobID, from index: Int) async throws -> ArraySlice<TrainingRecord.Point>

  /// All that a job in training has recorded; nil for one that is not known to train.
  func recording(of id: JobID) async throws -> ExperimentRecording?

  /// The weights that a job in training has kept, in the order of their steps; none where only the store
  /// has them.
  func snapshots(of id: JobID) async throws -> [TrainingRecord.Snapshot]
}
