import Synchronization

/// A continuation that several may resume: the first one does.
final class ResumeOnce<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

  init(_ continuation: CheckedContinuation<Value?, Never>) {
    self.continuation = Mutex(continuation)
  }

  func callAsFunction(_ value: Value?) {
    let taken = continuation.withLock { held in
      defer { held = nil }
      return held
    }
    taken?.resume(returning: value)
  }
}
