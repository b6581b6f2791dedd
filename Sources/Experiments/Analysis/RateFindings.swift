internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON

/// Findings about the size of steps.
enum RateFindings {
  /// Of recorded points whose loss is above the one before.
  private static let mostRising = 0.2
  /// Relative movement of all weights, and of the loss, below which nothing has happened.
  private static let hardlyMoved = 0.02
  private static let hardlyLearnt = 0.05

  static func divergence(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard let step = evidence.training.divergedAt else { return [] }
    let remedy = Remedy(spec: evidence.spec)
    let rate = evidence.rate
    return [
      Diagnosis.Finding(
        code: .divergence, severity: .error,
        evidence: [
          "diverged_at": .integer(step), "learning_rate": .finite(rate),
          "largest_hessian_eigenvalue_at_start": .finite(evidence.curvature),
          "stable_rate_at_start": .finite(evidence.stableRate),
        ],
        meaning: "The loss became infinite or no number: steps went further out each time than they"
          + " came from.",
        fix: remedy.patch(
          to: remedy.paced(remedy.redrawn(), within: rate / 1_000_000...rate / 10)))
    ]
  }

  static func tooLarge(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard evidence.training.divergedAt == nil, let stable = evidence.stableRate,
      evidence.rate > stable, evidence.risingShare > mostRising || evidence.lossRatio > 1
    else { return [] }
    let remedy = Remedy(spec: evidence.spec)
    return [
      Diagnosis.Finding(
        code: .rateTooLarge, severity: .warning,
        evidence: [
          "learning_rate": .finite(evidence.rate), "stable_rate_at_start": .finite(stable),
          "largest_hessian_eigenvalue_at_start": .finite(evidence.curvature),
          "share_of_rising_losses": .finite(evidence.risingShare),
          "final_loss_over_first": .finite(evidence.lossRatio),
        ],
        meaning: "The rate is beyond what the curvature at the start allows, and the loss keeps"
          + " rising: steps jump across the valley.",
        fix: remedy.patch(
          to: remedy.paced(
            evidence.spec, within: evidence.rate / 1_000_000...evidence.rate / 2)))
    ]
  }

  static func tooSmall(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard !evidence.isFrozen, evidence.training.divergedAt == nil, evidence.training.end.step > 0,
      let displacement = evidence.displacement, displacement < hardlyMoved,
      evidence.lossRatio > 1 - hardlyLearnt, evidence.training.outcome != .converged,
      evidence.atEnd.layers.contains(where: { $0.weightGradientNorm > 0 }),
      evidence.rate * 20 < evidence.stableRate ?? .infinity
    else { return [] }
    let remedy = Remedy(spec: evidence.spec)
    return [
      Diagnosis.Finding(
        code: .rateTooSmall, severity: .warning,
        evidence: [
          "learning_rate": .finite(evidence.rate),
          "stable_rate_at_start": .finite(evidence.stableRate),
          "weights_moved_relative": .finite(displacement),
          "final_loss_over_first": .finite(evidence.lossRatio),
          "weight_gradient_norms_at_end": .array(
            evidence.atEnd.layers.map { .finite($0.weightGradientNorm) }),
        ],
        meaning: "There are gradients, but the weights have hardly moved, and the curvature allows"
          + " steps more than ten times as long.",
        fix: remedy.patch(
          to: remedy.paced(evidence.spec, within: evidence.rate * 10...evidence.rate * 1_000_000)))
    ]
  }
}
