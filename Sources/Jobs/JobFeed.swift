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
    var settledUntil: Timestamp?
  }

  private let state = Mutex(State())
  private let signal = AsyncSignal()
  /// Open when changes are noted: at once, or where processes share a store from the first look at it on.
  let begun = AsyncSignal()
  /// Whether changes are noted at looks at a store that processes share.
  package let isShared: Bool

  init(isShared: Bool) {
    self.isShared = isShared
    if !isShared { begun.open() }
  }

  func note(_ id: JobID) {
    state.withLock { state in
      if state.isOverrun { return }
      guard state.noted.count < Self.most || state.noted.contains(id) else {
        state = State(isOverrun: true, settledUntil: state.settledUntil)
        return
      }
      if state.noted.insert(id).inserted { state.order.append(id) }
    }
    signal.signal()
  }

  /// More has changed than can be named.
  func noteTooMany() {
    state.withLock { $0 = State(isOverrun: true, settledUntil: $0.settledUntil) }
    signal.signal()
  }

  /// All that has been seen is noted; what was handed in or ended before this moment, all of it.
  func noteLook(settledUntil moment: Timestamp?) {
    state.withLock { $0.settledUntil = moment ?? $0.settledUntil }
    begun.open()
  }

  /// Every job that was handed in or ended before this moment is among those that have been taken or are to
  /// be; nil while that is not known. Ask before `take`.
  package var settledUntil: Timestamp? { state.withLock { $0.settledUntil } }

  /// Returns when there is something to take; throws when the task is cancelled. One task at a time may
  /// await it.
  package func changed() async throws(CancellationError) { try await signal.wait() }

  /// The jobs that have changed since the last call; nil where they were too many to be named.
  package func take() -> [JobID]? {
    state.withLock { state in
      let taken = state
      state = State(settledUntil: taken.settledUntil)
      return taken.isOverrun ? nil : taken.order
    }
  }
}
