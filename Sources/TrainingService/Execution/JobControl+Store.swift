internal import Glibc
internal import Jobs

extension JobControl {
  /// What `ask` gets from a store. One that does not answer now is asked again for as long as the job is to
  /// be trained, as nothing is wrong with the job. Throws `RequestedEnd` where it is not to be, and what
  /// else `ask` throws.
  ///
  /// - Precondition: the thread is one of the caller's own: it waits here.
  func awaitingStore<Value>(_ ask: () throws -> Value) throws -> Value {
    while true {
      do {
        return try ask()
      } catch let error as JobStoreError where error.isTransient {
        usleep(Self.storePause)
        if let outcome = requestedEnd { throw RequestedEnd(outcome: outcome) }
      }
    }
  }

  /// Between two questions to a store that does not answer, in microseconds.
  private static let storePause: UInt32 = 500_000

  /// What the job is asked to end with, if it is.
  var requestedEnd: JobOutcome? { shouldStop ? .stopped : isCancelled ? .cancelled : nil }
}

/// A job is to end before it could begin to train.
struct RequestedEnd: Error {
  let outcome: JobOutcome
}
