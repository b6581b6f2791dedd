import Synchronization

/// Sends what jobs of this process have recorded, of those that somebody follows elsewhere, after each
/// renewal: beside the heartbeat, so that no lease waits for it.
final class LivePointSender: Sendable {
  private struct Wanted {
    var lease: JobLease
    /// How many points the store has.
    var count: Int
  }

  let store: any LivePointStore
  private let source: any LivePointSource
  private let events: QueueEventSink
  /// What the last renewal asked for: one that comes while points are sent takes the place of the one
  /// before.
  private let wanted = Mutex<[Wanted]>([])
  private let asked = AsyncSignal()

  init(store: any LivePointStore, source: any LivePointSource, events: @escaping QueueEventSink) {
    self.store = store
    self.source = source
    self.events = events
  }

  /// Asks for points of jobs with these leases, as many as are new. Returns at once.
  func send(_ leases: [JobLease], _ followed: [JobID: Int]) {
    let wanted = leases.compactMap { lease in
      followed[lease.id].map { Wanted(lease: lease, count: $0) }
    }
    self.wanted.withLock { $0 = wanted }
    if !wanted.isEmpty { asked.signal() }
  }

  /// Sends until the task is cancelled.
  func run() async {
    while (try? await asked.wait()) != nil {
      let due = wanted.withLock { wanted in
        defer { wanted = [] }
        return wanted
      }
      for wanted in due {
        do {
          try await send(wanted)
        } catch {
          events(.storeFailure(.points, wanted.lease.id, error, willRetry: true))
        }
      }
    }
  }

  /// Sends what is new of one job; what is more than some calls take comes after the next renewal.
  private func send(_ wanted: Wanted) async throws {
    var count = wanted.count
    for _ in 0..<Self.calls {
      guard let points = try await source.livePoints(of: wanted.lease.id, from: count) else {
        return
      }
      try await store.add(points, under: wanted.lease)
      count += points.count
    }
  }

  private static let calls = 8
}
