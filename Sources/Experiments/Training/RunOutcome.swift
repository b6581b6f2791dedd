package import TrainingEngine

/// What a training came to, told from its training loss and accuracy and the loss of a constant
/// answer. The first that holds:
///
/// - `diverged`: the training loss became NaN or infinite; the training ended there.
/// - `converged`: at the last step every training row is classified rightly, or the training loss
///   is at most 10 % of both the first and that of the best constant answer, where those are not
///   zero. Either alone is passed by networks that learnt nothing: a start far off falls to the
///   constant answer, and one that begins there may begin far below the first loss of another.
/// - `plateau`: from the last recorded step not past the middle on, the training loss stayed within
///   1 % of the largest value it had there. Only losses over the same rows are compared: where the
///   points between are over a sample, two of those or more, else the first point and the last.
/// - `completed`: none of these: the loss was still moving.
///
/// A plateau is about the loss and nothing else: a network of clones learns, as a network of width
/// one, and a plateau is not always one of symmetry.
package enum RunOutcome: String, Sendable, CaseIterable {
  case converged, plateau, diverged, completed

  /// The part of the first loss, and of the constant answer's, that counts as having learnt the task.
  static let convergedShare = 0.1
  /// The relative movement of the loss that counts as standing still.
  static let plateauSpread = 0.01

  /// Judges recorded points, in order.
  ///
  /// - Parameters:
  ///   - divergedAt: where the trainer met a loss that is no number, be it a minibatch's.
  ///   - constantAnswer: see `ConstantAnswer.loss`.
  package init(_ points: [TrainingRecord.Point], divergedAt: Int? = nil, constantAnswer: Double) {
    let losses = points.map(\.trainLoss)
    guard divergedAt == nil, losses.allSatisfy(\.isFinite) else {
      self = .diverged
      return
    }
    // One point is no movement, but no plateau either.
    if points.count > 1, let first = losses.first, let last = points.last {
      if last.trainAccuracy == 1
        || last.trainLoss <= Self.convergedShare * Self.measure(first, constantAnswer)
      {
        self = .converged
        return
      }
      let tail = Self.tail(of: points, until: last)
      if let low = tail.min(), let high = tail.max(), high - low <= Self.plateauSpread * abs(high) {
        self = .plateau
        return
      }
    }
    self = .completed
  }

  /// The losses of the second half that are over the same rows.
  private static func tail(
    of points: [TrainingRecord.Point], until last: TrainingRecord.Point
  ) -> [Double] {
    let start = points.lastIndex { 2 * $0.step <= last.step } ?? 0
    let half = points[start...]
    let sampled = half.filter { $0.trainRows != last.trainRows }
    let compared =
      sampled.isEmpty
      ? Array(half)
      : sampled.count > 1 ? Array(sampled) : points.filter { $0.trainRows == last.trainRows }
    return compared.map(\.trainLoss)
  }

  /// What a final loss is measured against: the better of both, but for zero, which nothing is below.
  static func measure(_ firstLoss: Double, _ constantAnswer: Double) -> Double {
    constantAnswer > 0 ? min(firstLoss, constantAnswer) : firstLoss
  }
}
