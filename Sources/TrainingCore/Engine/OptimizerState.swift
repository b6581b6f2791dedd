internal import Kernels

/// The optimiser's memory beside the weights, and its coefficients at each update.
final class OptimizerState<Scalar: KernelScalar> {
  private let kind: UpdateKind
  private let optimizer: Optimizer
  private(set) var rates: LearningRates
  private let first: NumberBuffer<Scalar>
  private let second: NumberBuffer<Scalar>
  private var coefficients = UpdateCoefficients<Scalar>()
  /// β₁ᵗ and β₂ᵗ after t updates: products, since `pow` differs between C libraries.
  private(set) var power1 = 1.0
  private(set) var power2 = 1.0

  init(_ plan: TrainingPlan, count: Int) {
    optimizer = plan.optimizer
    rates = LearningRates(plan)
    kind = Self.kind(of: plan.optimizer)
    first = NumberBuffer(count: kind.stateCount > 0 ? count : 0)
    second = NumberBuffer(count: kind.stateCount > 1 ? count : 0)
  }

  /// Numbers that an optimiser remembers of every parameter.
  static func stateCount(of optimizer: Optimizer) -> Int { kind(of: optimizer).stateCount }

  private static func kind(of optimizer: Optimizer) -> UpdateKind {
    switch optimizer {
    case .sgd(let momentum, _) where momentum == 0: .sgd
    case .sgd(_, let nesterov): nesterov ? .nesterov : .momentum
    case .adam: .adam
    case .adamW: .adamW
    case .adagrad: .adagrad
    case .rmsprop(_, let momentum, _): momentum == 0 ? .rmsprop : .rmspropMomentum
    }
  }

  /// What is remembered of every parameter, in the parameters' own places.
  var moments: [UnsafeMutablePointer<Scalar>] {
    [first, second].filter { $0.count > 0 }.map(\.pointer)
  }

  /// Goes on from where another training of the same plan stood; the ``moments`` are for the caller
  /// to fill.
  func resume(_ state: LearnerState) {
    rates.resume(count: state.ratedUpdates, product: state.rateFactor)
    power1 = state.powers[0]
    power2 = state.powers[1]
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
    let learningRate = rates.next()
    coefficients.rate = Scalar(rounding: learningRate)
    switch optimizer {
    case .sgd(let momentum, _):
      coefficients.momentum = Scalar(rounding: momentum)
    case .adam(let beta1, let beta2, let epsilon):
      setMoments(&coefficients, learningRate, beta1, beta2)
      coefficients.epsilon = Scalar(rounding: epsilon)
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      setMoments(&coefficients, learningRate, beta1, beta2)
      coefficients.epsilon = Scalar(rounding: epsilon)
      coefficients.decay = Scalar(rounding: 1 - learningRate * weightDecay)
    case .adagrad(let epsilon):
      coefficients.epsilon = Scalar(rounding: epsilon)
    case .rmsprop(let decay, let momentum, let epsilon):
      coefficients.momentum = Scalar(rounding: momentum)
      coefficients.beta2 = Scalar(rounding: decay)
      coefficients.complement2 = Scalar(rounding: 1 - decay)
      coefficients.epsilon = Scalar(rounding: epsilon)
    }
    return coefficients
  }

  /// Adam's averages and the corrections of their beginning.
  private func setMoments(
    _ coefficients: inout UpdateCoefficients<Scalar>, _ rate: Double, _ beta1: Double,
    _ beta2: Double
  ) {
    power1 *= beta1
    power2 *= beta2
    coefficients.rate = Scalar(rounding: rate / (1 - power1))
    coefficients.beta1 = Scalar(rounding: beta1)
    coefficients.beta2 = Scalar(rounding: beta2)
    coefficients.complement1 = Scalar(rounding: 1 - beta1)
    coefficients.complement2 = Scalar(rounding: 1 - beta2)
    coefficients.correction = Scalar((1 - power2).squareRoot())
  }
}
