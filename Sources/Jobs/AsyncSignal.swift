import Synchronization

/// A signal that tasks await: each `signal` lets one waiter go on, or the next that comes.
///
/// Signals given while nobody waits count as one. After `open` nobody waits any more. Waiting
/// answers cancellation at once and leaves nothing behind.
package final class AsyncSignal: Sendable {
  private struct State {
    var isOpen = false
    var isPending = false
    var nextTicket: UInt64 = 0
    /// In order of arrival.
    var waiters: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Lets the longest waiting task go on, or remembers the signal for the next.
  package func signal() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard state.waiters.isEmpty else { return state.waiters.removeFirst().continuation }
      state.isPending = true
      return nil
    }
    waiter?.resume(returning: true)
  }

  /// Lets all go on, now and for ever.
  package func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.continuation.resume(returning: true) }
  }

  /// How many tasks wait at this moment.
  package var waiterCount: Int { state.withLock { $0.waiters.count } }

  /// Returns at the next signal, at once if one is remembered; throws when cancelled first.
  package func wait() async throws(CancellationError) {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    let signalled = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // A task is marked cancelled before its handler runs. So either the mark is seen here, or
        // the handler comes after this and finds the waiter.
        let answer = state.withLock { state -> Bool? in
          if state.isOpen { return true }
          if Task.isCancelled { return false }
          if state.isPending {
            state.isPending = false
            return true
          }
          state.waiters.append((ticket, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        guard let index = state.waiters.firstIndex(where: { $0.ticket == ticket }) else {
          return nil
        }
        return state.waiters.remove(at: index).continuation
      }
      waiter?.resume(returning: false)
    }
    if !signalled { throw CancellationError() }
  }
}
