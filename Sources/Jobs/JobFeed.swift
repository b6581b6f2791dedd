import Synchronization

/// Which jobs have changed since one task looked last: each once, however often it changed, and no more
/// than ``most`` of them, so that a slow watcher costs no more memory than a quick one.
package final class JobFeed: Sendable {
  /// Jobs that are noted; where more have changed, none is named.
  package static let most = 1000

  private struct State {
    var noted: Set<JobID> = []
    /// In the order of their first change.
    var order: [JobID] = []
    var isOverrun = false
  }

  private let state = Mutex(State())
  private let signal = AsyncSignal()

  func note(_ id: JobID) {
    state.withLock { state in
      if state.isOverrun { return }
      guard state.noted.count < Self.most || state.noted.contains(id) else {
        state = State(isOverrun: true)
        return
      }
      if state.noted.insert(id).inserted { state.order.append(id) }
    }
    signal.signal()
  }

  /// More has changed than can be named.
  func noteTooMany() {
    state.withLock { $0 = State(isOverrun: true) }
    signal.signal()
  }

  /// Returns when there is something to take; throws when the task is cancelled. One task at a time may
  /// await it.
  package func changed() async throws(CancellationError) { try await signal.wait() }

  /// The jobs that have changed since the last call; nil where they were too many to be named.
  package func take() -> [JobID]? {
    state.withLock { state in
      let taken = state
      state = State()
      return taken.isOverrun ? nil : taken.order
    }
  }
}
