import Foundation
import Synchronization

/// How long a connection waits for a lock that a visitor of the database holds: some seconds, and not
/// past the end of the time that a stopping service has.
final class BusyPatience: Sendable {
  private let end = Mutex<ContinuousClock.Instant?>(nil)

  /// The longest wait, as the sum of the pauses.
  private static let longestWait = Duration.seconds(5)
  private static let longestPause = 25

  /// Waits a little before try number `tries` (from 0), as SQLite's busy handler; false where the
  /// time is over, and the call that needs the lock then fails.
  func wait(beforeTry tries: Int) -> Bool {
    let isOver = end.withLock { end in end.map { ContinuousClock.now >= $0 } ?? false }
    // The pauses grow by a millisecond to the longest one.
    let short = min(tries, Self.longestPause)
    let waited = short * (short + 1) / 2 + (tries - short) * Self.longestPause
    guard !isOver, .milliseconds(waited) < Self.longestWait else { return false }
    usleep(useconds_t(min(tries + 1, Self.longestPause) * 1000))
    return true
  }

  /// Lets no wait last beyond `limit` from now; a later call does not prolong an earlier one's.
  func end(within limit: Duration) {
    let limit = ContinuousClock.now + limit
    end.withLock { end in end = end.map { min($0, limit) } ?? limit }
  }
}
