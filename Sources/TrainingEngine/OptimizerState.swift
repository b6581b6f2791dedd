internal import Kernels
internal import TrainingModel

/// The optimiser's memory beside the weights, and its coefficients at each update.
final class OptimizerState<Scalar: KernelScalar> {
  private let rule: OptimizerUpdate
  private(set) var rates: LearningRates
  private let first: NumberBuffer<Scalar>
  private let second: NumberBuffer<Scalar>
  private var coefficients = UpdateCoefficients<Scalar>()
  /// What the coefficients are of: most rules and schedules leave it as it is.
  private var known = (rate: Double.nan, power1: 1.0, power2: 1.0)
  /// β₁ᵗ and β₂ᵗ after t updates: products, since `pow` differs between C libraries.
  private(set) var power1 = 1.0
  private(set) var power2 = 1.0

  init(_ plan: TrainingPlan, count: Int) {
    rates = LearningRates(plan)
    rule = plan.optimizer.rule.update(plan.optimizer)
    first = NumberBuffer(count: rule.kind.stateCount > 0 ? count : 0)
    second = NumberBuffer(count: rule.kind.stateCount > 1 ? count : 0)
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
    power1 *= rule.beta1
    power2 *= rule.beta2
    let rate = rates.next()
    guard rate != known.rate || power1 != known.power1 || power2 != known.power2 else { return }
    known = (rate, power1, power2)
    let moment = OptimizerUpdate.Moment(rate: rate, power1: power1, power2: power2)
    coefficients = UpdateCoefficients(rounding: rule.coefficients(moment))
  }

  /// Moves a range of parameters by their gradient.
  func update(
    _ parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    range: Range<Int>, kernels: KernelSet<Scalar>
  ) {
    let start = range.lowerBound
    // A rule without state never touches its buffers, which are then shorter than the range.
    kernels.update(
      rule.kind, coefficients, parameters + start, gradient + start, first.pointer + start,
      second.pointer + start, range.count)
  }

  /// Forgets what belongs to some of the parameters.
  func clear(_ numbers: some Sequence<Int>) {
    for buffer in [first, second] where buffer.count > 0 {
      for number in numbers { buffer.pointer[number] = 0 }
    }
  }
}
