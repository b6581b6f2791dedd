internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Findings about the size of steps.
enum RateFindings {
  /// Of recorded points whose loss is above the one before.
  private static let mostRising = 0.2
  /// Relative movement of all weights, and of the loss, below which nothing has happened.
  private static let hardlyMoved = 0.05
  private static let hardlyLearnt = 0.1

  static func divergence(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard let step = evidence.training.divergedAt else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .divergence, severity: .error,
          evidence: [
            "diverged_at": .integer(step), "learning_rate": .finite(evidence.rate),
            "largest_hessian_eigenvalue_at_start": .finite(evidence.curvature),
            "stable_rate_at_start": .finite(evidence.stableRate),
          ],
          meaning:
            "The loss became infinite or no number: steps went further out each time than they"
            + " came from."),
        isProven: true, changes: smaller(than: evidence.rate),
        measures: [{ $0 }, { Remedy(spec: $0).redrawn() }, { Remedy(spec: $0).redrawn(seed: 1) }])
    ]
  }

  static func tooLarge(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let progress = evidence.progress
    guard evidence.training.divergedAt == nil, !progress.isGood, !evidence.isFrozen else {
      return []
    }
    let ruleRate = evidence.spec.training.optimizer.rule.learningRate
    let isRising = progress.risingShare > mostRising || progress.ratio > 1
    let isBeyond = evidence.stableRate.map { evidence.rate > $0 }
    // Where the curvature is not known, or is not what bounds the rate, what the loss does tells.
    guard isBeyond ?? (evidence.rate >= 10 * ruleRate) || isRising else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .rateTooLarge, severity: .warning,
          evidence: [
            "learning_rate": .finite(evidence.rate),
            "stable_rate_at_start": .finite(evidence.stableRate),
            "largest_hessian_eigenvalue_at_start": .finite(evidence.curvature),
            "share_of_rising_losses": .finite(progress.risingShare),
            "final_loss_over_first": .finite(progress.ratio),
          ],
          meaning:
            "Steps of this rate jump across the valley, and the loss rises or stays above what"
            + " smaller ones reach."),
        isStrong: isRising && !progress.hasLearnt, changes: smaller(than: evidence.rate),
        measures: [{ $0 }, { Remedy(spec: $0).redrawn(seed: 1) }])
    ]
  }

  static func tooSmall(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let progress = evidence.progress
    guard !evidence.isFrozen, evidence.training.divergedAt == nil, evidence.training.end.step > 0,
      let displacement = evidence.displacement, !progress.isGood,
      evidence.atEnd.layers.contains(where: { $0.weightGradientNorm > 0 }),
      evidence.rate * 20 < evidence.stableRate ?? .infinity
    else { return [] }
    let hasHardlyMoved = displacement < hardlyMoved && progress.ratio > 1 - hardlyLearnt
    // A loss that falls on the way to where it should be is none that a rate holds back.
    guard hasHardlyMoved || !progress.hasLearnt else { return [] }
    let larger: [Suspicion.Change] =
      [{ Remedy(spec: $0).paced() }]
      + [10.0, 100, 1000, 10000].map(times)
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .rateTooSmall, severity: .warning,
          evidence: [
            "learning_rate": .finite(evidence.rate),
            "stable_rate_at_start": .finite(evidence.stableRate),
            "weights_moved_relative": .finite(displacement),
            "final_loss_over_first": .finite(progress.ratio),
            "weight_gradient_norms_at_end": .array(
              evidence.atEnd.layers.map { .finite($0.weightGradientNorm) }),
          ],
          meaning:
            "There are gradients, but the weights have moved too little, and longer steps are"
            + " stable."),
        isStrong: hasHardlyMoved,
        changes: larger.filter {
          $0(evidence.spec).training.learningRate > 2 * evidence.rate
        }, measures: [{ $0 }])
    ]
  }

  private static func smaller(than rate: Double) -> [Suspicion.Change] {
    let changes: [Suspicion.Change] =
      [
        { spec in
          let paced = Remedy(spec: spec).paced()
          return Remedy(spec: spec).rated(min(paced.training.learningRate, rate / 2))
        }
      ] + [0.1, 0.01, 0.001].map(times)
    return changes
  }

  /// The rate times a factor.
  static func times(_ factor: Double) -> Suspicion.Change {
    { Remedy(spec: $0).rated($0.training.learningRate * factor) }
  }
}
