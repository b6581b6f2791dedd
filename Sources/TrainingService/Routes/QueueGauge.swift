package import Jobs
internal import Synchronization

/// How many jobs wait and how many run, as the store said last, so that health can be told without
/// asking it.
///
/// The store's word and not a count of what this process does: others may share the store.
package final class QueueGauge: Sendable {
  /// How long what is told may be behind this process's own events.
  private static let shortestInterval = Duration.seconds(1)
  /// How long it may be behind those of others.
  private static let longestInterval = Duration.seconds(5)

  private let last = Mutex(QueueLoad())
  private let moved = AsyncSignal()

  /// A gauge at zero.
  package init() {}

  /// What waited and ran when the store was asked last.
  package var load: QueueLoad { last.withLock { $0 } }

  /// Something happened in this process: the store is asked soon. Returns at once.
  package func notice() { moved.signal() }

  /// Asks the store.
  package func refresh(from queue: JobQueue) async throws {
    let load = try await queue.load()
    last.withLock { $0 = load }
  }

  /// Asks the store now and then, and soon after `notice`, until the task is cancelled. Where the store
  /// does not answer, what it said last stands: that it does not is told elsewhere.
  package func follow(_ queue: JobQueue, time: TimeSource) async {
    while !Task.isCancelled {
      try? await refresh(from: queue)
      do {
        try await time.sleep(Self.shortestInterval)
        let rest = Self.longestInterval - Self.shortestInterval
        _ = try await withTimeout(rest, sleep: time.sleep) { [moved] in try await moved.wait() }
      } catch {
        return
      }
    }
  }
}
