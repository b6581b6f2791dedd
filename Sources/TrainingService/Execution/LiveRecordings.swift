package import Experiments
package import Jobs
internal import Synchronization
package import TrainingEngine

/// What jobs that train in this process have recorded so far.
///
/// It names what the running attempts hold and will store at their ends anyway, and forgets it then.
package final class LiveRecordings: LiveReadings {
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

  /// See `LiveReadings`.
  package func points(of id: JobID, from index: Int) -> ArraySlice<TrainingRecord.Point> {
    running(id)?.points(from: index) ?? []
  }

  /// See `LiveReadings`. The next recorded step costs a copy of it.
  package func recording(of id: JobID) -> ExperimentRecording? { running(id)?.recording }

  /// See `LiveReadings`.
  package func snapshots(of id: JobID) -> [TrainingRecord.Snapshot] { running(id)?.snapshots ?? [] }

  /// Whether the job trains here and has begun to record.
  func isTraining(_ id: JobID) -> Bool { running(id) != nil }

  /// At most `most` points of a job, as a recording of nothing else; nil where there are none.
  func part(of id: JobID, from index: Int, most: Int) -> ExperimentRecording? {
    running(id)?.part(from: index, most: most)
  }

  private func running(_ id: JobID) -> RunningRecording? { jobs.withLock { $0[id] } }
}
