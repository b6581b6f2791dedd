import Dispatch
import Synchronization
import TrainingModel

/// Work for the queue of analyses that goes on when it is told, and knows how often it began.
final class Gate: Sendable {
  private let opening = DispatchSemaphore(value: 0)
  private let starts = Mutex(0)

  var started: Int { starts.withLock { $0 } }

  /// Lets one piece of work pass.
  func open() { opening.signal() }

  /// Waits on the calling thread until it is opened, or the computation is interrupted.
  func pass() {
    starts.withLock { $0 += 1 }
    let interruption = Interruption.current
    while opening.wait(timeout: .now() + .milliseconds(2)) == .timedOut {
      if interruption.isRequested { return }
    }
  }

  /// Waits until it is opened, whatever else.
  func passUninterrupted() {
    starts.withLock { $0 += 1 }
    opening.wait()
  }
}

/// Names in the order in which they were computed.
final class OrderOfTurns: Sendable {
  private let taken = Mutex<[String]>([])

  var names: [String] { taken.withLock { $0 } }

  func append(_ name: String) { taken.withLock { $0.append(name) } }
}

/// Returns when the condition holds, which it must within a minute.
func eventually(_ condition: @Sendable () -> Bool) async throws {
  for _ in 0..<30_000 {
    if condition() { return }
    try await Task.sleep(for: .milliseconds(2))
  }
  throw Unexpected(description: "what was waited for has not come")
}
