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
  /// The first loss over the constant answer's.
  private static let farOff = 10.0

  static func vanishingOrExploding(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard !evidence.isFrozen, !evidence.progress.isGood else { return [] }
    let errors = evidence.errorRatio(evidence.atStart)
    let signals = evidence.signalRatio(evidence.atStart)
    let vanishes = (errors ?? 1) < vanishing || (signals ?? 1) < vanishing * vanishing
    let explodes = (errors ?? 1) > exploding || (signals ?? 1) > exploding * exploding
    guard vanishes || explodes else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
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
              + " first layers hardly learn."),
        isStrong: !evidence.progress.hasLearnt || evidence.training.divergedAt != nil,
        changes: redraws(turnsSigmoids: true), measures: rates)
    ]
  }

  /// Saturation that was drawn, not learnt.
  static func saturation(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    saturated(evidence) { first, _ in first > mostSaturated }.map {
      Suspicion(
        finding: $0, isStrong: !evidence.progress.hasLearnt, changes: redraws(), measures: rates)
    }
  }

  /// Saturation that steps drove the layer into.
  static func lateSaturation(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    saturated(evidence) { $0 <= mostSaturated && $1 > mostSaturatedAtEnd }.map {
      Suspicion(
        finding: $0, isStrong: !evidence.progress.hasLearnt, changes: slowed,
        measures: [{ $0 }, { Remedy(spec: $0).redrawn() }])
    }
  }

  /// The first layer with such shares at the start and at the end.
  private static func saturated(
    _ evidence: DiagnosisEvidence, _ isMeant: (Double, Double) -> Bool
  ) -> [Diagnosis.Finding] {
    guard !evidence.progress.isGood else { return [] }
    let findings = zip(evidence.atStart.hidden, evidence.atEnd.hidden).compactMap {
      start, end -> Diagnosis.Finding? in
      guard let first = start.saturatedFraction.value, let last = end.saturatedFraction.value,
        isMeant(first, last)
      else { return nil }
      return Diagnosis.Finding(
        code: .saturation, severity: .warning, layer: start.layer,
        evidence: [
          "saturated_share_at_start": .finite(first), "saturated_share_at_end": .finite(last),
        ],
        meaning:
          "Most of the layer's activations lie within 5 % of an end of their range, where the"
          + " slope is nearly zero: errors hardly pass.")
    }
    return Array(findings.prefix(1))
  }

  /// ReLUs that were drawn off.
  static func deadReLUs(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    dead(evidence) { first, _ in first > mostDead }.map {
      Suspicion(
        finding: $0, isProven: true, changes: SymmetryFindings.revivals(of: evidence.spec),
        measures: rates)
    }
  }

  /// ReLUs that steps turned off.
  static func lateDeadReLUs(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    dead(evidence) { $0 <= mostDead && $1 > mostDead }.map {
      Suspicion(
        finding: $0, isProven: true,
        changes: slowed + SymmetryFindings.revivals(of: evidence.spec), measures: rates)
    }
  }

  private static func dead(
    _ evidence: DiagnosisEvidence, _ isMeant: (Double, Double) -> Bool
  ) -> [Diagnosis.Finding] {
    guard !evidence.isFrozen, evidence.training.divergedAt == nil, !evidence.progress.isGood
    else { return [] }
    let findings = zip(evidence.atStart.hidden, evidence.atEnd.hidden).compactMap {
      start, end -> Diagnosis.Finding? in
      guard start.activation == .relu, isMeant(start.deadFraction, end.deadFraction)
      else { return nil }
      return Diagnosis.Finding(
        code: .deadReLUs, severity: .warning, layer: start.layer,
        evidence: [
          "dead_share_at_start": .finite(start.deadFraction),
          "dead_share_at_end": .finite(end.deadFraction), "rows": .integer(evidence.atEnd.rows),
        ],
        meaning: "More than half of the layer's ReLUs are off on every row: no gradient reaches"
          + " them, and nothing turns them on again.")
    }
    return Array(findings.prefix(1))
  }

  /// A start whose loss is far above that of a constant answer: what it learns first is to unlearn it.
  static func startFarOff(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let progress = evidence.progress
    guard !progress.isGood, progress.constantAnswer > 0,
      !(progress.first <= farOff * progress.constantAnswer)
    else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .startFarOff, severity: .warning,
          evidence: [
            "first_loss": .finite(progress.first),
            "first_loss_over_constant_answer": .finite(progress.first / progress.constantAnswer),
            "weight_norms_at_start": .array(
              evidence.atStart.layers.map { .finite($0.weightNorm) }),
          ],
          meaning:
            "The start answers so far from the targets that its loss is many times that of the"
            + " best constant answer: the draw is too large, and training is spent on making it"
            + " smaller."),
        isStrong: !progress.hasLearnt, changes: redraws(), measures: rates)
    ]
  }

  private static let rates: [Suspicion.Change] = [{ $0 }, { Remedy(spec: $0).paced() }]

  private static func redraws(turnsSigmoids: Bool = false) -> [Suspicion.Change] {
    (0..<3).map { seed in
      { Remedy(spec: $0).redrawn(turnsSigmoids: turnsSigmoids, seed: UInt64(seed)) }
    }
  }

  private static let slowed = [0.1, 0.01].map(RateFindings.times)
}
