internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Findings about what passes through the layers.
enum SignalFindings {
  /// Ratios, from the first hidden layer to the last, of root mean square errors; of mean square
  /// activations their squares.
  private static let vanishing = 1e-3
  private static let exploding = 1e3
  /// Shares of a layer.
  private static let mostSaturated = 0.5
  private static let mostSaturatedAtEnd = 0.9
  private static let mostDead = 0.5

  static func vanishingOrExploding(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard !evidence.isFrozen else { return [] }
    let errors = evidence.errorRatio(evidence.atStart)
    let signals = evidence.signalRatio(evidence.atStart)
    let vanishes = (errors ?? 1) < vanishing || (signals ?? 1) < vanishing * vanishing
    let explodes = (errors ?? 1) > exploding || (signals ?? 1) > exploding * exploding
    guard vanishes || explodes else { return [] }
    let remedy = Remedy(spec: evidence.spec)
    return [
      Diagnosis.Finding(
        code: explodes ? .explodingSignal : .vanishingSignal, severity: .warning,
        evidence: [
          "error_ratio_first_to_last_hidden_layer": .finite(errors),
          "activation_mean_square_ratio_last_to_first": .finite(signals),
          "weight_gradient_norms": .array(
            evidence.atStart.layers.map { .finite($0.weightGradientNorm) }),
        ],
        meaning: explodes
          ? "At the start signals or errors grow a thousandfold or more through the layers: some"
            + " layers move far more than others, or all diverge."
          : "At the start signals or errors shrink a thousandfold or more through the layers: the"
            + " first layers hardly learn.",
        fix: remedy.patch(to: remedy.redrawn(turnsSigmoids: true)))
    ]
  }

  static func saturation(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    zip(evidence.atStart.hidden, evidence.atEnd.hidden).compactMap { start, end in
      guard let first = start.saturatedFraction.value, let last = end.saturatedFraction.value,
        first > mostSaturated || last > mostSaturatedAtEnd
      else { return nil }
      let remedy = Remedy(spec: evidence.spec)
      // What saturated only in training was driven there by its steps.
      let target = remedy.redrawn()
      let isLate = first <= mostSaturated
      let rate = evidence.rate
      return Diagnosis.Finding(
        code: .saturation, severity: .warning, layer: start.layer,
        evidence: [
          "saturated_share_at_start": .finite(first), "saturated_share_at_end": .finite(last),
        ],
        meaning:
          "Most of the layer's activations lie within 5 % of an end of their range, where the"
          + " slope is nearly zero: errors hardly pass.",
        fix: remedy.patch(
          to: isLate ? remedy.paced(target, within: rate / 1000...rate / 10) : target))
    }
  }

  static func deadReLUs(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard !evidence.isFrozen, evidence.training.divergedAt == nil else { return [] }
    return zip(evidence.atStart.hidden, evidence.atEnd.hidden).compactMap { start, end in
      guard start.activation == .relu, max(start.deadFraction, end.deadFraction) > mostDead
      else { return nil }
      let remedy = Remedy(spec: evidence.spec)
      let target = remedy.redrawn()
      let isLate = start.deadFraction <= mostDead
      let rate = evidence.rate
      return Diagnosis.Finding(
        code: .deadReLUs, severity: .warning, layer: start.layer,
        evidence: [
          "dead_share_at_start": .finite(start.deadFraction),
          "dead_share_at_end": .finite(end.deadFraction), "rows": .integer(evidence.atEnd.rows),
        ],
        meaning: "More than half of the layer's ReLUs are off on every row: no gradient reaches"
          + " them, and nothing turns them on again.",
        fix: remedy.patch(
          to: isLate ? remedy.paced(target, within: rate / 1000...rate / 10) : target))
    }
  }
}
