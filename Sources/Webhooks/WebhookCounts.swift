internal import Synchronization

/// What became of tries since the start.
package final class WebhookCounts: Sendable {
  /// An end of a try, or of a message without one.
  package enum Outcome: String, CaseIterable, Sendable {
    /// Taken by the receiver.
    case delivered
    /// Not taken; it is tried again.
    case failed
    /// Not taken at the last try, or too old.
    case givenUp = "given_up"
    /// Not sent any more: the receiver is gone, or the key that registered it is void.
    case ended
  }

  private let numbers = Mutex([Outcome: Int]())

  /// Nothing so far.
  package init() {}

  /// How many there were.
  package subscript(outcome: Outcome) -> Int { numbers.withLock { $0[outcome] ?? 0 } }

  func add(_ outcome: Outcome, _ count: Int = 1) {
    numbers.withLock { $0[outcome, default: 0] += count }
  }
}
