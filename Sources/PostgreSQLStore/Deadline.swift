import Synchronization

/// A moment after which nobody waits any more, of one call.
struct Deadline: Sendable {
  private let end: ContinuousClock.Instant
  private let common: CommonEnd?

  /// The longest that a change of the common end goes unnoticed.
  private static let longestLook = Duration.milliseconds(200)

  /// A time from now, or the end of all waits where that is earlier.
  init(_ limit: Duration, common: CommonEnd? = nil) {
    end = ContinuousClock.now + limit
    self.common = common
  }

  private init(end: ContinuousClock.Instant, common: CommonEnd?) {
    (self.end, self.common) = (end, common)
  }

  /// The time that is left, not negative.
  var left: Duration {
    let last = common?.moment.map { min($0, end) } ?? end
    return max(.zero, ContinuousClock.now.duration(to: last))
  }

  var isPast: Bool { left == .zero }

  /// The same, or an earlier one.
  func within(_ limit: Duration) -> Deadline {
    Deadline(end: min(end, ContinuousClock.now + limit), common: common)
  }

  /// How long a server may work: so long that its word that it has given up still comes in time.
  var millisecondsForServer: Int { max(1, Int(left / .milliseconds(1) * 0.9)) }

  /// How long to wait before looking at it again, at least a millisecond; nil when it is past.
  var millisecondsToWait: Int32? {
    let left = left
    guard left > .zero else { return nil }
    return Int32(max(1, min(left, Self.longestLook) / .milliseconds(1)))
  }
}

/// The moment after which no call of a store waits any more; none until it is set.
final class CommonEnd: Sendable {
  private let state = Mutex<ContinuousClock.Instant?>(nil)

  var moment: ContinuousClock.Instant? { state.withLock { $0 } }

  /// Lets nobody wait longer than `limit` from now; an earlier end stays.
  func set(within limit: Duration) {
    let moment = ContinuousClock.now + limit
    state.withLock { $0 = min($0 ?? moment, moment) }
  }
}
