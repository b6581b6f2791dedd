package import Jobs
internal import Synchronization

/// How many jobs wait and how many run, counted from the queue's events, so that health can be told
/// without asking the store.
package final class QueueGauge: Sendable {
  private struct State {
    var queued = 0
    var running: Set<JobID> = []
    /// Jobs that were running when this process started, whose ids no event has told yet.
    var orphans = 0
  }

  private let state = Mutex(State())

  /// A gauge at zero.
  package init() {}

  /// Begins from what the store holds. Call it before the queue starts.
  package func load(_ counts: [JobState: Int]) {
    state.withLock { state in
      state.queued = counts[.queued] ?? 0
      state.orphans = counts[.running] ?? 0
    }
  }

  /// Follows an event of the queue. O(jobs in the event).
  package func apply(_ event: QueueEvent) {
    state.withLock { state in
      switch event {
      case .created:
        state.queued += 1
      case .claimed(_, let ids):
        state.queued -= ids.count
        state.running.formUnion(ids)
      case .settled(let id, let end):
        if state.running.remove(id) == nil { state.queued -= 1 }
        if end == .queued { state.queued += 1 }
      case .requeued(let taken):
        for id in taken.all where state.running.remove(id) == nil { state.orphans -= 1 }
        state.queued += taken.queued.count
      case .leaseLost, .checkpointDiscarded, .storeFailure:
        break
      }
    }
  }

  /// The counts at this moment.
  ///
  /// Events of one job may overtake one another on their way here; a count that this makes negative
  /// for a moment is shown as 0.
  package var counts: (queued: Int, running: Int) {
    state.withLock { state in
      (max(0, state.queued), max(0, state.running.count + state.orphans))
    }
  }
}
