package import TrainingModel

/// How near a training is to the edge of stability: J. Cohen et al., Gradient Descent on Neural Networks
/// Typically Occurs at the Edge of Stability, 2021.
package enum EdgeOfStability {
  /// The rate over that beyond which a rule is unstable in a bowl of this curvature λ: ηλ / 2 for
  /// descent, ηλ / (2 (1 + μ)) with momentum μ, ηλ (1 + 2μ) / (2 (1 + μ)) with Nesterov's; 1 is the
  /// edge. `nil` for rules that scale each number of the gradient by its own history.
  package static func ratio(
    rate: Double, curvature: Double, optimizer: Optimizer
  ) -> Double? {
    guard optimizer.name == "sgd" else { return nil }
    let momentum = optimizer["momentum"]
    let factor = optimizer["nesterov"] != 0 ? 1 + 2 * momentum : 1
    return rate * curvature * factor / (2 * (1 + momentum))
  }
}
