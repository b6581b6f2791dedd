internal import TrainingModel

/// An optimiser in float64, number by number, apart from the kernels: the formulas of
/// ``OptimizerRule/catalogue``.
struct UpdateRule {
  /// What is known of one parameter at an update: its value and gradient, and what the rule
  /// remembers of it, 0 at first.
  private struct Parameter {
    let w: Double
    let g: Double
    var first: Double
    var second: Double
  }

  /// An update: its rate η, and β₁ᵗ and β₂ᵗ of rules that have them, t counted from 1.
  private struct Moment {
    let rate: Double
    var power1 = 1.0
    var power2 = 1.0
  }

  /// What is taken from a parameter.
  private typealias Step = (_ parameter: inout Parameter, _ moment: Moment) -> Double

  private let optimizer: Optimizer
  private let rule: Step
  private var moment: Moment
  private var first: [Double]
  private var second: [Double]

  /// - Parameter rate: by default that of the plan before any schedule.
  init(_ plan: TrainingPlan, rate: Double? = nil, count: Int) {
    optimizer = plan.optimizer
    rule = Self.step(of: plan.optimizer)
    moment = Moment(rate: rate ?? plan.learningRate)
    first = [Double](repeating: 0, count: count)
    second = [Double](repeating: 0, count: count)
  }

  /// Begins the next update.
  mutating func advance() {
    moment.power1 *= optimizer["beta1"]
    moment.power2 *= optimizer["beta2"]
  }

  /// What is taken from parameter number `index`, a weight or bias `w` whose gradient is `g`.
  mutating func step(_ index: Int, _ w: Double, _ g: Double) -> Double {
    var parameter = Parameter(w: w, g: g, first: first[index], second: second[index])
    defer { (first[index], second[index]) = (parameter.first, parameter.second) }
    return rule(&parameter, moment)
  }

  private static func step(of optimizer: Optimizer) -> Step {
    switch optimizer.name {
    case "sgd": sgd(momentum: optimizer["momentum"], nesterov: optimizer["nesterov"] != 0)
    case "adagrad": adagrad(epsilon: optimizer["epsilon"])
    case "rmsprop": rmsprop(optimizer)
    case "adam", "adamw": adam(optimizer)
    case "lion": lion(optimizer)
    default: preconditionFailure("no float64 form of \(optimizer.name)")
    }
  }

  private static func sgd(momentum: Double, nesterov: Bool) -> Step {
    { parameter, moment in
      parameter.first = momentum * parameter.first + parameter.g
      return moment.rate * (nesterov ? parameter.g + momentum * parameter.first : parameter.first)
    }
  }

  private static func adagrad(epsilon: Double) -> Step {
    { parameter, moment in
      parameter.second += parameter.g * parameter.g
      return moment.rate * parameter.g / (parameter.second.squareRoot() + epsilon)
    }
  }

  private static func rmsprop(_ optimizer: Optimizer) -> Step {
    let (decay, momentum, epsilon) = (
      optimizer["decay"], optimizer["momentum"], optimizer["epsilon"]
    )
    return { parameter, moment in
      let g = parameter.g
      parameter.second = decay * parameter.second + (1 - decay) * g * g
      parameter.first =
        momentum * parameter.first + g / (parameter.second.squareRoot() + epsilon)
      return moment.rate * parameter.first
    }
  }

  private static func adam(_ optimizer: Optimizer) -> Step {
    let (beta1, beta2, epsilon) = (optimizer["beta1"], optimizer["beta2"], optimizer["epsilon"])
    let decay = optimizer["weight_decay"]
    return { parameter, moment in
      let g = parameter.g
      parameter.first = beta1 * parameter.first + (1 - beta1) * g
      parameter.second = beta2 * parameter.second + (1 - beta2) * g * g
      let mean = parameter.first / (1 - moment.power1)
      let root = (parameter.second / (1 - moment.power2)).squareRoot()
      return moment.rate * decay * parameter.w + moment.rate * mean / (root + epsilon)
    }
  }

  private static func lion(_ optimizer: Optimizer) -> Step {
    let (beta1, beta2) = (optimizer["beta1"], optimizer["beta2"])
    let decay = optimizer["weight_decay"]
    return { parameter, moment in
      let g = parameter.g
      let mean = beta1 * parameter.first + (1 - beta1) * g
      parameter.first = beta2 * parameter.first + (1 - beta2) * g
      let sign = mean > 0 ? 1 : mean < 0 ? -1 : mean
      return moment.rate * (sign + decay * parameter.w)
    }
  }
}
