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

  init(_ plan: TrainingPlan, count: Int) {
    optimizer = plan.optimizer
    rate = plan.learningRate
    first = [Double](repeating: 0, count: count)
    second = [Double](repeating: 0, count: count)
  }

  /// Begins the next update.
  mutating func advance() {
    guard case .adam(let beta1, let beta2, _) = optimizer else { return }
    power1 *= beta1
    power2 *= beta2
  }

  /// What is taken from parameter number `index`, whose gradient is `g`.
  mutating func step(_ index: Int, _ g: Double) -> Double {
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      guard momentum != 0 else { return rate * g }
      first[index] = momentum * first[index] + g
      return rate * (nesterov ? g + momentum * first[index] : first[index])
    case .adam(let beta1, let beta2, let epsilon):
      first[index] = beta1 * first[index] + (1 - beta1) * g
      second[index] = beta2 * second[index] + (1 - beta2) * g * g
      let root = (second[index] / (1 - power2)).squareRoot()
      return rate * (first[index] / (1 - power1)) / (root + epsilon)
    }
  }
}
