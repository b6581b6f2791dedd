import Synchronization

/// The rank below which a process found nothing in the queue lately.
///
/// Entries of jobs that are gone stay at the head of the queue's index for as long as any transaction may
/// still see them: a claim that began at the lowest rank would read them all. What comes in below the
/// mark, as a job does that goes back to the queue, waits for a look from the beginning.
final class LowWaterMark: Sendable {
  private struct State {
    var rank: Double?
    var lookedAt = ContinuousClock.now
  }

  /// The time between two looks from the beginning.
  private static let interval = Duration.seconds(1)

  private let state = Mutex(State())

  /// Where to begin; nil for the beginning.
  var rank: Double? {
    state.withLock { state in
      let now = ContinuousClock.now
      guard state.lookedAt.duration(to: now) < Self.interval else {
        state = State(rank: nil, lookedAt: now)
        return nil
      }
      return state.rank
    }
  }

  /// A claim found the job whose turn it was at this rank.
  func found(_ rank: Double) { state.withLock { $0.rank = rank } }

  /// Something may have come in below.
  func reset() { state.withLock { $0.rank = nil } }
}
