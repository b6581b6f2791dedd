internal import TrainingCore

/// An optimiser in float64, number by number, apart from the kernels: Σ of ``Optimizer``'s
/// documentation.
struct UpdateRule {
  private let optimizer: Optimizer
  private let rate: Double
  private var first: [Double]
  private var second: [Double]
  private var power1 = 1.0
  private var power2 = 1.0

  /// - Parameter rate: that of the plan before any schedule, unless told.
  init(_ plan: TrainingPlan, rate: Double? = nil, count: Int) {
    optimizer = plan.optimizer
    self.rate = rate ?? plan.learningRate
    first = [Double](repeating: 0, count: count)
    second = [Double](repeating: 0, count: count)
  }

  /// Begins the next update.
  mutating func advance() {
    switch optimizer {
    case .adam(let beta1, let beta2, _), .adamW(let beta1, let beta2, _, _):
      power1 *= beta1
      power2 *= beta2
    case .sgd, .adagrad, .rmsprop: break
    }
  }

  /// What is taken from parameter number `index`, a weight or bias `w` whose gradient is `g`.
  mutating func step(_ index: Int, _ w: Double, _ g: Double) -> Double {
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      guard momentum != 0 else { return rate * g }
      first[index] = momentum * first[index] + g
      return rate * (nesterov ? g + momentum * first[index] : first[index])
    case .adam(let beta1, let beta2, let epsilon):
      return adam(index, g, beta1, beta2, epsilon)
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      return rate * weightDecay * w + adam(index, g, beta1, beta2, epsilon)
    case .adagrad(let epsilon):
      second[index] += g * g
      return rate * g / (second[index].squareRoot() + epsilon)
    case .rmsprop(let decay, let momentum, let epsilon):
      second[index] = decay * second[index] + (1 - decay) * g * g
      let direction = g / (second[index].squareRoot() + epsilon)
      guard momentum != 0 else { return rate * direction }
      first[index] = momentum * first[index] + direction
      return rate * first[index]
    }
  }

  private mutating func adam(
    _ index: Int, _ g: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> Double {
    first[index] = beta1 * first[index] + (1 - beta1) * g
    second[index] = beta2 * second[index] + (1 - beta2) * g * g
    let root = (second[index] / (1 - power2)).squareRoot()
    return rate * (first[index] / (1 - power1)) / (root + epsilon)
  }
}
