internal import Experiments
internal import Jobs
internal import Synchronization
internal import TrainingEngine

/// What jobs in training have recorded so far, for those who follow them.
///
/// It names what the running attempts hold and will store at their ends anyway, and forgets it then.
package final class LiveRecordings: Sendable {
  private let jobs = Mutex<[JobID: RunningRecording]>([:])

  /// No recordings.
  package init() {}

  /// An attempt begins, which records there.
  func begin(_ id: JobID, with recording: RunningRecording) {
    jobs.withLock { $0[id] = recording }
  }

  /// The attempt has ended, and what it recorded is stored or void.
  func end(_ id: JobID) {
    // What goes is freed outside the lock.
    let ended = jobs.withLock { $0.removeValue(forKey: id) }
    withExtendedLifetime(ended) {}
  }

  /// The points of a job from number `index` on, counted from 0.
  func points(of id: JobID, from index: Int) -> ArraySlice<TrainingRecord.Point> {
    running(id)?.points(from: index) ?? []
  }

  /// All that a job in training has recorded; nil for one that does not train here. The next
  /// recorded step costs a copy of it.
  func recording(of id: JobID) -> ExperimentRecording? { running(id)?.recording }

  /// The weights that a job in training has kept, in the order of their steps.
  func snapshots(of id: JobID) -> [TrainingRecord.Snapshot] { running(id)?.snapshots ?? [] }

  private func running(_ id: JobID) -> RunningRecording? { jobs.withLock { $0[id] } }
}
