import Synchronization

/// Where claims begin to look: the rank below which a process found nothing in the queue lately, and the
/// number below which none of its leases is left.
///
/// Entries of what is gone stay in an index for as long as any transaction may still see them: a claim
/// that began at the lowest would read them all. A job that comes into the queue below the mark, as one
/// does that goes back, waits for a look from the beginning.
final class ClaimMarks: Sendable {
  private struct State {
    var rank: Double?
    var lookedAt = ContinuousClock.now
    /// By process.
    var leases: [String: Int64] = [:]
  }

  /// The time between two looks at the queue from the beginning.
  private static let interval = Duration.seconds(1)

  private let state = Mutex(State())

  /// Where to begin; nil for the beginning.
  func marks(of process: String) -> (rank: Double?, lease: Int64?) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.lookedAt.duration(to: now) >= Self.interval {
        (state.rank, state.lookedAt) = (nil, now)
      }
      return (state.rank, state.leases[process])
    }
  }

  /// What a claim found: the rank of the job whose turn it was, and the lowest number of a lease that the
  /// process has. Numbers grow, so that nothing comes in below.
  func found(rank: Double?, lease: Int64?, of process: String) {
    state.withLock { state in
      state.rank = rank
      if let lease { state.leases[process] = max(lease, state.leases[process] ?? lease) }
    }
  }

  /// Something may have come into the queue below.
  func forgetRank() { state.withLock { $0.rank = nil } }
}
