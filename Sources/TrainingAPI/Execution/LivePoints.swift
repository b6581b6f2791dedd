public import JobQueue
internal import Synchronization
public import TrainingCore

/// The points that jobs in training have recorded so far, for those who follow them.
///
/// It holds what the running attempts will store at their ends anyway, and forgets it then; the
/// bound is that of recorded points of a spec, times the jobs that train at once.
public final class LivePoints: Sendable {
  private let points = Mutex<[JobID: [TrainingRecord.Point]]>([:])

  /// No points.
  public init() {}

  /// An attempt begins: what an earlier one recorded is recorded again, alike.
  public func begin(_ id: JobID) { points.withLock { $0[id] = [] } }

  /// Takes a point of a job that has begun.
  public func append(_ point: TrainingRecord.Point, of id: JobID) {
    points.withLock { $0[id]?.append(point) }
  }

  /// The attempt has ended, and its points are stored or void.
  public func end(_ id: JobID) { points.withLock { $0[id] = nil } }

  /// The points of a job from number `index` on, counted from 0.
  func points(of id: JobID, from index: Int) -> ArraySlice<TrainingRecord.Point> {
    points.withLock { $0[id]?.dropFirst(index) ?? [] }
  }
}
