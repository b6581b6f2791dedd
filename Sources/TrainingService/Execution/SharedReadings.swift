package import Experiments
package import Jobs
internal import Threading
package import TrainingEngine

/// What jobs in training have recorded so far, in this process or in another one that shares its store.
///
/// Of a job that trains elsewhere these are its points alone, from when somebody has begun to follow it:
/// the process that trains it is told so by the store, and tells them through it.
package final class SharedReadings: LiveReadings {
  private let here: LiveRecordings
  private let store: any LivePointStore
  /// Reads what came as bytes.
  private let reading = DedicatedThreads(count: 1, niceness: 10)

  /// Points are sent for so long after somebody has asked for any: some times longer than a job's changes
  /// lie apart, at each of which those who follow it ask.
  private static let following = Duration.seconds(15)

  /// Readings of a process that trains itself, if anything, `here`.
  package init(here: LiveRecordings, store: any LivePointStore) {
    self.here = here
    self.store = store
  }

  /// See `LiveReadings`.
  package func points(
    of id: JobID, from index: Int
  ) async throws -> ArraySlice<TrainingRecord.Point> {
    if here.isTraining(id) { return here.points(of: id, from: index) }
    let parts = try await store.follow(id, from: index, for: Self.following)
    guard !parts.isEmpty else { return [] }
    return try await reading.run(over: parts.reduce(0) { $0 + $1.body.count }) {
      var points: ArraySlice<TrainingRecord.Point> = []
      for part in parts {
        // What is missing comes again.
        guard part.first <= index + points.count else { break }
        let recording = try ExperimentRecording(bytes: part.body)
        points += recording.points.dropFirst(index + points.count - part.first)
      }
      return points
    }
  }

  /// See `LiveReadings`.
  package func recording(of id: JobID) async throws -> ExperimentRecording? {
    here.recording(of: id)
  }

  /// See `LiveReadings`.
  package func snapshots(of id: JobID) async throws -> [TrainingRecord.Snapshot] {
    here.snapshots(of: id)
  }
}

/// Writes down for others what jobs that train in this process have recorded.
package struct RecordedPoints: LivePointSource {
  private let here: LiveRecordings
  private let writing = DedicatedThreads(count: 1, niceness: 10)

  /// The most points that are sent at once: some hundred kilobytes.
  private static let most = 2000
  /// The bytes of a point, about.
  private static let pointBytes = 100

  package init(of here: LiveRecordings) { self.here = here }

  /// See `LivePointSource`.
  package func livePoints(of id: JobID, from index: Int) async throws -> LivePoints? {
    guard let part = here.part(of: id, from: index, most: Self.most) else { return nil }
    let count = part.points.count
    let body = try await writing.run(over: Self.pointBytes * count) { part.bytes }
    return LivePoints(first: index, count: count, body: body)
  }
}
