package import NeuronSimilarity
package import TrainingModel

/// What a diagnosis is drawn from. The loss is one sign among many: a frozen network, one of clones
/// and one with too small a rate can have the same curve.
package struct DiagnosisEvidence {
  /// Multiply-adds that the largest eigenvalue of the Hessian may take.
  package static let curvatureBudget = 600_000_000

  package let claims: ClaimEvidence
  /// λ of the start, where it could be computed.
  package let curvature: Double?

  package init(_ training: RecordedTraining) {
    claims = ClaimEvidence(training)
    curvature = Self.curvature(training.start.weights, training.spec)
  }

  package static func curvature(_ weights: NetworkWeights, _ spec: TrainingSpec) -> Double? {
    HessianEdge.of(weights, spec, budget: curvatureBudget).value.flatMap {
      $0.largest > 0 ? $0.largest : nil
    }
  }

  package var training: RecordedTraining { claims.training }
  package var spec: TrainingSpec { claims.spec }
  package var atStart: NetworkHealth { claims.atStart }
  package var atEnd: NetworkHealth { claims.atEnd }
  package var hiddenLayers: [Int] { claims.hiddenLayers }
  package var rate: Double { spec.training.learningRate }

  /// Whether the hidden layers have no gradient, neither at the start nor at the end, and stand
  /// where they began.
  package var isFrozen: Bool {
    !hiddenLayers.isEmpty && training.end.step > 0
      && [atStart, atEnd].allSatisfy { $0.hidden.allSatisfy { $0.movingWeights == 0 } }
      && hiddenLayers.allSatisfy { claims.movement(ofLayer: $0) == 0 }
  }

  /// ‖W(end) - W(start)‖ / ‖W(start)‖ over all weights; nil for a start of zeros.
  package var displacement: Double? {
    var (moved, norm) = (0.0, 0.0)
    for (before, after) in zip(claims.start.layers, claims.end.layers) {
      for (x, y) in zip(before.weights, after.weights) {
        moved += (y - x) * (y - x)
        norm += x * x
      }
    }
    return norm > 0 ? (moved / norm).squareRoot() : nil
  }

  /// Root mean square error of the first hidden layer over that of the last.
  package func errorRatio(_ health: NetworkHealth) -> Double? {
    guard health.hidden.count > 1, let first = health.hidden.first, let last = health.hidden.last,
      last.backpropagated > 0
    else { return nil }
    return first.backpropagated / last.backpropagated
  }

  /// Mean square activation of the last hidden layer over that of the first.
  package func signalRatio(_ health: NetworkHealth) -> Double? {
    guard health.hidden.count > 1, let first = health.hidden.first, let last = health.hidden.last,
      first.activationMeanSquare > 0
    else { return nil }
    return last.activationMeanSquare / first.activationMeanSquare
  }

  /// Recorded points whose training loss is above the one before, as a share.
  package var risingShare: Double {
    let losses = training.losses
    guard losses.count > 1 else { return 0 }
    let rises = zip(losses, losses.dropFirst()).count { $1 > $0 * (1 + 1e-6) }
    return Double(rises) / Double(losses.count - 1)
  }

  /// The training loss at the end over that at the start.
  package var lossRatio: Double {
    guard let first = training.losses.first, let last = training.losses.last, first != 0
    else { return 1 }
    return last / first
  }

  /// The rate beyond which the optimiser is unstable in a bowl of curvature λ, by its rule: 2 / λ
  /// for plain descent, 2 (1 + μ) / λ with momentum μ; nil for rules that scale each gradient.
  package var stableRate: Double? {
    let optimizer = spec.training.optimizer
    guard let curvature, optimizer.name == "sgd" else { return nil }
    let momentum = optimizer["momentum"]
    let factor =
      optimizer["nesterov"] != 0 ? 2 * (1 + momentum) / (1 + 2 * momentum) : 2 * (1 + momentum)
    return factor / curvature
  }
}
