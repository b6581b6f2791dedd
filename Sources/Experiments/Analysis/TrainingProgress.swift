internal import NeuronSimilarity

/// What the losses of a training say of what it learnt, measured by the best constant answer to the same
/// data.
package struct TrainingProgress {
  /// Of the constant answer's loss, what is left where the better part of a task is learnt.
  private static let mostOfTask = 0.25
  /// What is left where a little of it is.
  private static let someOfTask = 0.9
  /// What is left where more than the first of it is.
  private static let beginning = 0.8
  /// What is left where a change has done enough.
  private static let littleOfTask = 0.4
  /// What a cause is allowed to leave of a loss that it is to account for.
  private static let halved = 0.5

  /// Training losses at the recorded steps, NaN where not finite.
  let losses: [Double]
  /// Those of them that are over the same rows: see ``RecordedTraining/comparableLosses``.
  let comparable: [Double]
  /// Share of training rows classified rightly at the end; nil for regression.
  let accuracy: Double?
  let constantAnswer: Double

  var first: Double { losses.first ?? .nan }
  /// NaN where the training diverged.
  var last: Double { losses.last ?? .nan }

  /// The final loss over the constant answer's; over the first where that is 0.
  var share: Double {
    let measure = constantAnswer > 0 ? constantAnswer : first
    return last.isFinite ? (measure > 0 ? last / measure : 0) : .infinity
  }

  /// Whether every row is classified rightly, or next to nothing is left of the loss.
  var isSolved: Bool {
    accuracy == 1
      || last <= RunOutcome.convergedShare * RunOutcome.measure(first, constantAnswer)
  }

  /// Whether there is nothing to look for: the better part of the task is learnt.
  var isGood: Bool { isSolved || share <= Self.mostOfTask }

  /// Whether no more need be changed for it.
  var isMostlyLearnt: Bool { isSolved || share <= Self.littleOfTask }

  /// Whether it came further than another.
  func isBefore(_ other: TrainingProgress) -> Bool { last < other.last || !other.last.isFinite }

  /// Whether anything is.
  var hasLearnt: Bool { isSolved || share < Self.someOfTask }

  /// Whether the loss moved by no more than this part of itself from the middle of what was recorded on.
  func standsStill(within still: Double) -> Bool {
    let tail = comparable[(comparable.count / 2)...]
    guard last.isFinite, let low = tail.min(), let high = tail.max() else { return false }
    return high - low <= still * high
  }

  /// Recorded points whose loss is above the one before, as a share.
  var risingShare: Double {
    guard comparable.count > 1 else { return 0 }
    return Double(zip(comparable, comparable.dropFirst()).count { $1 > $0 * (1 + 1e-6) })
      / Double(comparable.count - 1)
  }

  /// The final loss over the first.
  var ratio: Double { first > 0 ? last / first : 1 }

  /// Whether another training of the same data came to half the loss at most, and to half the constant
  /// answer's.
  func isHalved(by other: TrainingProgress) -> Bool {
    other.last.isFinite && other.share <= Self.halved
      && (!last.isFinite || other.last <= Self.halved * last)
  }

  /// Whether another training of the same data came so much further that what sets it apart was in the
  /// way of this one: to half the loss, or to something where this one learnt nothing.
  func isSurpassed(by other: TrainingProgress) -> Bool {
    isHalved(by: other) || !hasLearnt && other.share <= Self.beginning
  }
}
