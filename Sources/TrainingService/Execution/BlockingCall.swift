internal import Dispatch
internal import Synchronization

/// What a task gives, for a thread that waits for it.
final class BlockingCall<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Runs `body` in a task and waits for its end on the calling thread.
  ///
  /// - Precondition: the thread is one of the caller's own, as a worker's is: on the cooperative
  ///   pool the task might wait for the thread that waits for it.
  static func run(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
    let call = BlockingCall()
    Task.detached {
      let result: Result<Value, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      call.outcome.withLock { $0 = result }
      call.done.signal()
    }
    call.done.wait()
    guard let result = call.outcome.withLock({ $0 }) else {
      preconditionFailure("the call has ended without an outcome")
    }
    return try result.get()
  }
}
