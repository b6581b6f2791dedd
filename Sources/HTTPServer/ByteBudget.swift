import Synchronization

/// Octets that all connections of a server may hold together.
final class ByteBudget: Sendable {
  let limit: Int
  private let used = Atomic(0)

  init(limit: Int) { self.limit = limit }

  /// Octets that are held.
  var held: Int { used.load(ordering: .relaxed) }

  /// Whether `count` more octets would be let in now; nothing is kept for them.
  func hasRoom(for count: Int) -> Bool { count <= limit - held }

  /// Counts `count` octets in, unless they are too many. What is let in must be given back.
  func take(_ count: Int) -> Bool {
    let after = used.wrappingAdd(count, ordering: .relaxed).newValue
    guard after > limit else { return true }
    used.wrappingSubtract(count, ordering: .relaxed)
    return false
  }

  /// Counts `count` octets out.
  func giveBack(_ count: Int) {
    used.wrappingSubtract(count, ordering: .relaxed)
  }
}
