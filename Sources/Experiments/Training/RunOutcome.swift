package import TrainingEngine

/// What a training came to, told from its training loss and accuracy alone. The first that holds:
///
/// - `diverged`: the training loss became NaN or infinite; the training ended there.
/// - `converged`: at the last step every training row is classified rightly, or the training loss
///   is at most 10 % of the first.
/// - `plateau`: from the last recorded step not past the middle on, the training loss stayed within
///   1 % of the largest value it had there.
/// - `completed`: none of these: the loss was still moving.
///
/// A plateau is about the loss and nothing else: a network of clones learns, as a network of width
/// one, and a plateau is not always one of symmetry.
package enum RunOutcome: String, Sendable, CaseIterable {
  case converged, plateau, diverged, completed

  /// The part of the first loss that counts as having learnt the task.
  static let convergedShare = 0.1
  /// The relative movement of the loss that counts as standing still.
  static let plateauSpread = 0.01

  /// Judges recorded points, in order; `divergedAt` is where the trainer met a loss that is no
  /// number, be it a minibatch's.
  package init(_ points: [TrainingRecord.Point], divergedAt: Int? = nil) {
    let losses = points.map(\.trainLoss)
    guard divergedAt == nil, losses.allSatisfy(\.isFinite) else {
      self = .diverged
      return
    }
    // One point is no movement, but no plateau either.
    if points.count > 1, let first = losses.first, let last = points.last {
      if last.trainAccuracy == 1 || last.trainLoss <= Self.convergedShare * first {
        self = .converged
        return
      }
      let start = points.lastIndex { 2 * $0.step <= last.step } ?? 0
      let tail = losses[start...]
      if let low = tail.min(), let high = tail.max(), high - low <= Self.plateauSpread * abs(high) {
        self = .plateau
        return
      }
    }
    self = .completed
  }
}
