internal import NeuronSimilarity
internal import Synchronization
package import TrainingEngine

/// What one training has recorded so far, written by the thread that trains and read by whoever
/// follows it.
package final class RunningRecording: Sendable {
  private struct State {
    var recording: ExperimentRecording
    var snapshots: [TrainingRecord.Snapshot]
  }

  private let state: Mutex<State>

  /// A recording of so many points, that begins with what an earlier attempt recorded.
  init(_ checkpoint: ExperimentCheckpoint?, points: Int) {
    var recording = checkpoint?.recording ?? ExperimentRecording()
    recording.reserveCapacity(points)
    state = Mutex(
      State(recording: recording, snapshots: checkpoint?.state.record.snapshots ?? []))
  }

  /// All of it. The next recorded step costs a copy of it.
  package var recording: ExperimentRecording { state.withLock { $0.recording } }

  /// The points from number `index` on, counted from 0.
  package func points(from index: Int) -> ArraySlice<TrainingRecord.Point> {
    state.withLock { $0.recording.points.dropFirst(index) }
  }

  /// At most `most` points from number `index` on, as a recording of nothing else; nil where there are
  /// none.
  package func part(from index: Int, most: Int) -> ExperimentRecording? {
    state.withLock { state in
      guard index < state.recording.points.count else { return nil }
      return ExperimentRecording(
        points: Array(state.recording.points.dropFirst(index).prefix(most)),
        seconds: Array(state.recording.seconds.dropFirst(index).prefix(most)))
    }
  }

  /// The weights that were kept, in the order of their steps.
  package var snapshots: [TrainingRecord.Snapshot] { state.withLock { $0.snapshots } }

  /// Takes a recorded step in, all of it at once.
  func append(_ add: (inout ExperimentRecording) -> Void) {
    state.withLock { add(&$0.recording) }
  }

  /// Takes weights that are kept.
  func keep(_ snapshot: TrainingRecord.Snapshot) {
    state.withLock {
      $0.snapshots.append(snapshot)
      $0.recording.snapshotSteps.append(snapshot.step)
    }
  }
}
