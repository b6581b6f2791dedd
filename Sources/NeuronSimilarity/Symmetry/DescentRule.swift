internal import TrainingModel

/// Descent with or without momentum, as a linear map of small differences: the rule v ← μ v + g,
/// w ← w - η v, or with Nesterov w ← w - η (g + μ v).
struct DescentRule {
  let rate: Double
  let momentum: Double
  let nesterov: Bool

  /// `nil` for rules that scale each number of the gradient by its own history: a difference passes
  /// them otherwise than by a curvature alone.
  init?(_ plan: TrainingPlan) {
    guard plan.optimizer.name == "sgd" else { return nil }
    let (momentum, nesterov) = (plan.optimizer["momentum"], plan.optimizer["nesterov"] != 0)
    rate = plan.learningRate
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// The factor a step, in the long run, on a difference along an eigenvalue λ: the larger root, in
  /// magnitude, of z² - (1 + μ - ηλ) z + μ, with Nesterov of z² - (1 + μ)(1 - ηλ) z + μ (1 - ηλ).
  func growth(along eigenvalue: Double) -> Double {
    let kept = 1 - rate * eigenvalue
    guard momentum != 0 else { return abs(kept) }
    let sum = nesterov ? (1 + momentum) * kept : kept + momentum
    let product = nesterov ? momentum * kept : momentum
    let square = sum * sum / 4 - product
    return square < 0 ? product.squareRoot() : abs(sum) / 2 + square.squareRoot()
  }
}
