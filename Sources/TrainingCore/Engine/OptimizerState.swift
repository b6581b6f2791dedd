internal import Kernels

/// The optimiser's memory beside the weights, and its coefficients at each update.
final class OptimizerState<Scalar: KernelScalar> {
  private let kind: UpdateKind
  private let optimizer: Optimizer
  private let learningRate: Double
  private let first: NumberBuffer<Scalar>
  private let second: NumberBuffer<Scalar>
  private var coefficients = UpdateCoefficients<Scalar>()
  /// β₁ᵗ and β₂ᵗ after t updates: products, since `pow` differs between C libraries.
  private var power1 = 1.0
  private var power2 = 1.0

  init(_ plan: TrainingPlan, count: Int) {
    optimizer = plan.optimizer
    learningRate = plan.learningRate
    switch plan.optimizer {
    case .sgd(let momentum, _) where momentum == 0: kind = .sgd
    case .sgd(_, let nesterov): kind = nesterov ? .nesterov : .momentum
    case .adam: kind = .adam
    }
    first = NumberBuffer(count: kind.stateCount > 0 ? count : 0)
    second = NumberBuffer(count: kind.stateCount > 1 ? count : 0)
  }

  /// Begins the next update: its coefficients hold for ``update(_:gradient:range:kernels:)``.
  func advance() {
    coefficients = nextCoefficients()
  }

  /// Moves a range of parameters by their gradient.
  func update(
    _ parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    range: Range<Int>, kernels: KernelSet<Scalar>
  ) {
    let start = range.lowerBound
    // A rule without state never touches its buffers, which are then shorter than the range.
    kernels.update(
      kind, coefficients, parameters + start, gradient + start, first.pointer + start,
      second.pointer + start, range.count)
  }

  /// Forgets what belongs to some of the parameters.
  func clear(_ numbers: some Sequence<Int>) {
    for buffer in [first, second] where buffer.count > 0 {
      for number in numbers { buffer.pointer[number] = 0 }
    }
  }

  private func nextCoefficients() -> UpdateCoefficients<Scalar> {
    var coefficients = UpdateCoefficients<Scalar>()
    coefficients.rate = Scalar(rounding: learningRate)
    switch optimizer {
    case .sgd(let momentum, _):
      coefficients.momentum = Scalar(rounding: momentum)
    case .adam(let beta1, let beta2, let epsilon):
      power1 *= beta1
      power2 *= beta2
      coefficients.rate = Scalar(rounding: learningRate / (1 - power1))
      coefficients.beta1 = Scalar(rounding: beta1)
      coefficients.beta2 = Scalar(rounding: beta2)
      coefficients.complement1 = Scalar(rounding: 1 - beta1)
      coefficients.complement2 = Scalar(rounding: 1 - beta2)
      coefficients.correction = Scalar((1 - power2).squareRoot())
      coefficients.epsilon = Scalar(rounding: epsilon)
    }
    return coefficients
  }
}
