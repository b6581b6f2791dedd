internal import Experiments
internal import Jobs
internal import Synchronization
internal import TrainingEngine

/// What jobs in training have recorded so far, for those who follow them.
///
/// It holds what the running attempts will store at their ends anyway, and forgets it then; the
/// bound is that of what a spec may record, times the jobs that train at once.
package final class LiveRecordings: Sendable {
  private struct Recorded {
    var recording: ExperimentRecording
    var snapshots: [TrainingRecord.Snapshot]
  }

  private let jobs = Mutex<[JobID: Recorded]>([:])

  /// No recordings.
  package init() {}

  /// An attempt begins, with what an earlier one recorded where it goes on from there.
  func begin(_ id: JobID, with checkpoint: ExperimentCheckpoint? = nil) {
    let recorded = Recorded(
      recording: checkpoint?.recording ?? ExperimentRecording(),
      snapshots: checkpoint?.state.record.snapshots ?? [])
    jobs.withLock { $0[id] = recorded }
  }

  /// Takes what a recorded step adds to a job that has begun.
  func append(_ step: RecordedStep, of id: JobID) {
    jobs.withLock { $0[id]?.recording.append(step) }
  }

  /// Takes weights that are kept of a job that has begun.
  func keep(_ snapshot: TrainingRecord.Snapshot, of id: JobID) {
    jobs.withLock {
      $0[id]?.snapshots.append(snapshot)
      $0[id]?.recording.snapshotSteps.append(snapshot.step)
    }
  }

  /// The attempt has ended, and what it recorded is stored or void.
  func end(_ id: JobID) {
    // What goes is freed outside the lock.
    let ended = jobs.withLock { $0.removeValue(forKey: id) }
    withExtendedLifetime(ended) {}
  }

  /// The points of a job from number `index` on, counted from 0.
  func points(of id: JobID, from index: Int) -> ArraySlice<TrainingRecord.Point> {
    jobs.withLock { $0[id]?.recording.points.dropFirst(index) ?? [] }
  }

  /// All that a job in training has recorded; nil for one that does not train here. The next
  /// recorded step costs a copy of it.
  func recording(of id: JobID) -> ExperimentRecording? {
    jobs.withLock { $0[id]?.recording }
  }

  /// The weights that a job in training has kept, in the order of their steps.
  func snapshots(of id: JobID) -> [TrainingRecord.Snapshot] {
    jobs.withLock { $0[id]?.snapshots ?? [] }
  }
}
