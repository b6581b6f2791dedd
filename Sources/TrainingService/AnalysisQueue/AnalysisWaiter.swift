internal import Synchronization

/// A request that waits for an analysis: resumed once, with the answer or with its cancellation,
/// whichever is first.
final class AnalysisWaiter: Sendable {
  typealias Continuation = CheckedContinuation<any Sendable, any Error>

  private enum State {
    case arriving
    case waiting(Continuation)
    case ended
  }

  private let state = Mutex(State.arriving)

  /// Whether it has its answer, or has left.
  var hasEnded: Bool {
    state.withLock {
      if case .ended = $0 { true } else { false }
    }
  }

  /// Takes what to resume. Where it has left already, that is at once.
  func begin(_ continuation: Continuation) {
    let hasLeft = state.withLock { state in
      if case .ended = state { return true }
      state = .waiting(continuation)
      return false
    }
    if hasLeft { continuation.resume(throwing: CancellationError()) }
  }

  /// Resumes it, unless that has been done.
  func end(_ result: Result<any Sendable, any Error>) {
    let continuation = state.withLock { state -> Continuation? in
      defer { state = .ended }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    continuation?.resume(with: result)
  }
}
