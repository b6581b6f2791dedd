import Synchronization

/// Octets that all connections of a server may hold together.
package final class ByteBudget: Sendable {
  let limit: Int
  private let used = Atomic(0)

  package init(limit: Int) { self.limit = limit }

  /// Octets that are held.
  package var held: Int { used.load(ordering: .relaxed) }

  /// Whether `count` more octets would be let in now; nothing is kept for them.
  func hasRoom(for count: Int) -> Bool { count <= limit - held }

  /// Counts `count` octets in, unless they are too many. What is let in must be given back.
  ///
  /// What is not let in is never counted, not even for a moment: of two that ask at once, of whom
  /// one has room, one gets it.
  package func take(_ count: Int) -> Bool {
    var held = self.held
    while count <= limit - held {
      let (exchanged, original) = used.weakCompareExchange(
        expected: held, desired: held + count, ordering: .relaxed)
      if exchanged { return true }
      held = original
    }
    return false
  }

  /// Counts `count` octets out.
  package func giveBack(_ count: Int) {
    used.wrappingSubtract(count, ordering: .relaxed)
  }
}
