internal import Synchronization

/// A computation that can be ended from outside, from any thread.
package final class InterruptionSource: Sendable {
  private let flag = Atomic(false)

  /// A computation that nobody has ended.
  package init() {}

  /// Whether it is to end. Once it is, it stays so.
  package var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Ends the computation at its next look at ``Interruption``, or before it begins.
  package func request() { flag.store(true, ordering: .relaxed) }

  /// Computes on the calling thread. Throws ``Interrupted`` where it was ended, whatever `body`
  /// came to.
  package func run<Value>(_ body: () throws -> Value) throws -> Value {
    if isRequested { throw Interrupted() }
    let result = Result { try Interruption.$bound.withValue(self) { try body() } }
    // An error of an unfinished computation means as little as its numbers.
    if isRequested { throw Interrupted() }
    return try result.get()
  }
}

/// A computation was ended from outside: it has no answer.
package struct Interrupted: Error {
  package init() {}
}
