internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingModel

/// Findings about where training came to rest.
enum MinimumFindings {
  /// Other starts that are tried at most.
  private static let starts = 6
  /// Of the loss, what it may still move by.
  private static let still = 0.03

  /// A loss that stands still far above what the same network reaches from other starts.
  static func badLocalMinimum(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    let progress = evidence.progress
    guard !progress.isGood, evidence.rests(within: still) else { return [] }
    let isRandom = evidence.spec.layers.allSatisfy {
      InitializationScheme.named($0.weights.scheme)?.isRandom == true
    }
    var losses: [Double] = []
    var changes: [Suspicion.Change] = []
    for seed in 1...starts {
      let change: Suspicion.Change = { spec in
        if !isRandom { return Remedy(spec: spec).redrawn(seed: UInt64(seed)) }
        var target = spec
        target.seed &+= UInt64(seed)
        return target
      }
      guard let other = evidence.trials.progress(of: change(evidence.spec)) else { break }
      losses.append(other.last)
      changes.append(change)
      if progress.isSurpassed(by: other), other.isGood { break }
    }
    guard !losses.isEmpty else { return [] }
    let edge = HessianEdge.of(
      evidence.claims.end, evidence.spec, budget: DiagnosisEvidence.curvatureBudget)
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .badLocalMinimum, severity: .warning,
          evidence: [
            "final_losses_of_other_starts": .array(losses.map { .finite($0) }),
            "smallest_hessian_eigenvalue_at_end": .finite(edge.value?.smallest),
            "largest_hessian_eigenvalue_at_end": .finite(edge.value?.largest),
            "weight_gradient_norms_at_end": .array(
              evidence.atEnd.layers.map { .finite($0.weightGradientNorm) }),
          ],
          meaning:
            "The loss stands still where this start led, in ten times as many steps too where that"
            + " could be tried, and the same network comes much further from another: a minimum, or a"
            + " plateau too flat to leave, that is not the best."),
        // The one that came furthest, first.
        changes: zip(changes, losses).sorted { $0.1 < $1.1 }.map(\.0), measures: [{ $0 }])
    ]
  }
}
