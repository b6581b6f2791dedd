internal import Kernels

/// The rule that turns a gradient g into an update of a weight w, with rate η.
package typealias Optimizer = RuleChoice<OptimizerRule>

/// An optimiser of the catalogue.
///
/// A new one is an entry here, its arithmetic in `UpdateKernel`, and its float64 counterpart in
/// `UpdateRule`.
package struct OptimizerRule: NamedRule {
  package let name: String
  package let summary: String
  package let formula: String
  package let source: String
  package let parameters: [RuleParameter]
  /// The rate of a spec that names none.
  package let learningRate: Double
  /// Why clones stay clones under it.
  package let symmetry: String
  /// Whether it scales each number of the gradient by that number's own past.
  package var isAdaptive = false
  /// The parameter that does not fit the others, and what to change; `nil` where all fit.
  package var conflict: @Sendable (Optimizer) -> (parameter: String, advice: String)? = { _ in nil }
  package let update: @Sendable (Optimizer) -> OptimizerUpdate
}

extension Optimizer {
  /// Gradient descent: v ← μ v + g; w ← w - η v, or with Nesterov w ← w - η (g + μ v).
  package static func sgd(momentum: Double = 0, nesterov: Bool = false) -> Optimizer {
    Optimizer("sgd", ["momentum": momentum, "nesterov": nesterov ? 1 : 0])
  }

  /// Numbers that the rule remembers of every parameter.
  package var stateCount: Int { rule.update(self).kind.stateCount }
}

extension OptimizerRule {
  package static let catalogue: [OptimizerRule] = [
    OptimizerRule(
      name: "sgd", summary: "gradient descent, with momentum or in Nesterov's form",
      formula: "v = momentum v + g; w -= rate v, or with nesterov w -= rate (g + momentum v)",
      source: "Sutskever et al. 2013, in PyTorch's form",
      parameters: [
        RuleParameter("momentum", .number(.decay), default: 0, "what stays of the last velocity"),
        RuleParameter("nesterov", .flag, default: 0, "the gradient is taken a step ahead"),
      ],
      learningRate: 0.1, symmetry: "Equal gradients make equal velocities.",
      conflict: { optimizer in
        guard optimizer["nesterov"] != 0, optimizer["momentum"] == 0 else { return nil }
        return ("nesterov", "Nesterov's form needs a `momentum` above 0, such as 0.9.")
      },
      update: { optimizer in
        let momentum = optimizer["momentum"]
        let kind: UpdateKind =
          momentum == 0 ? .sgd : optimizer["nesterov"] != 0 ? .nesterov : .momentum
        return OptimizerUpdate(kind: kind) { moment in
          var coefficients = UpdateCoefficients<Double>()
          coefficients.rate = moment.rate
          coefficients.momentum = momentum
          return coefficients
        }
      }),
    OptimizerRule(
      name: "adagrad", summary: "each number's rate falls with the squares that it has seen",
      formula: "s += g^2; w -= rate g / (sqrt(s) + epsilon)",
      source: "Duchi, Hazan & Singer 2011",
      parameters: [.epsilon(1e-10)], learningRate: 0.01,
      symmetry: "Clones have one past, so one sum of squares.", isAdaptive: true,
      update: { optimizer in
        let epsilon = optimizer["epsilon"]
        return OptimizerUpdate(kind: .adagrad) { moment in
          var coefficients = UpdateCoefficients<Double>()
          coefficients.rate = moment.rate
          coefficients.epsilon = epsilon
          return coefficients
        }
      }),
    OptimizerRule(
      name: "rmsprop", summary: "each number's rate falls with its recent squares",
      formula:
        "s = decay s + (1 - decay) g^2; v = momentum v + g / (sqrt(s) + epsilon); w -= rate v",
      source: "Hinton 2012, lecture 6e, in PyTorch's form",
      parameters: [
        RuleParameter("decay", .number(.decay), default: 0.99, "of the mean of squares"),
        RuleParameter("momentum", .number(.decay), default: 0, "what stays of the last velocity"),
        .epsilon(1e-8),
      ],
      learningRate: 0.01, symmetry: "Clones have one past, so one mean of squares.",
      isAdaptive: true,
      update: { optimizer in
        let (decay, momentum, epsilon) = (
          optimizer["decay"], optimizer["momentum"], optimizer["epsilon"]
        )
        return OptimizerUpdate(kind: momentum == 0 ? .rmsprop : .rmspropMomentum) { moment in
          var coefficients = UpdateCoefficients<Double>()
          coefficients.rate = moment.rate
          coefficients.momentum = momentum
          coefficients.beta2 = decay
          coefficients.complement2 = 1 - decay
          coefficients.epsilon = epsilon
          return coefficients
        }
      }),
    OptimizerRule(
      name: "adam", summary: "means of the gradient and of its square, corrected for their start",
      formula: "m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;"
        + " w -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)",
      source: "Kingma & Ba 2015, Algorithm 1", parameters: adamParameters, learningRate: 0.001,
      symmetry: "Clones have one past, so equal means.", isAdaptive: true,
      update: { adam($0, kind: .adam, decay: 0) }),
    OptimizerRule(
      name: "adamw", summary: "Adam, with weights that shrink apart from the gradient",
      formula: "w *= 1 - rate weight_decay, biases too; then adam's step",
      source: "Loshchilov & Hutter 2019, in PyTorch's form",
      parameters: adamParameters + [.weightDecay(0.01)], learningRate: 0.001,
      symmetry: "Clones have one past, and equal weights shrink alike.", isAdaptive: true,
      update: { adam($0, kind: .adamW, decay: $0["weight_decay"]) }),
    OptimizerRule(
      name: "lion", summary: "the sign of a mean of the gradient: each number moves equally far",
      formula: "c = beta1 m + (1 - beta1) g; w -= rate (sign(c) + weight_decay w);"
        + " m = beta2 m + (1 - beta2) g",
      source: "Chen et al. 2023 (arXiv 2302.06675), Algorithm 2",
      parameters: [
        RuleParameter("beta1", .number(.decay), default: 0.9, "of the mean whose sign is taken"),
        RuleParameter("beta2", .number(.decay), default: 0.99, "of the mean that is kept"),
        .weightDecay(0),
      ],
      learningRate: 0.0001, symmetry: "Clones have one past, so equal signs.", isAdaptive: true,
      update: { optimizer in
        let (beta1, beta2) = (optimizer["beta1"], optimizer["beta2"])
        let decay = optimizer["weight_decay"]
        return OptimizerUpdate(kind: .lion) { moment in
          var coefficients = UpdateCoefficients<Double>()
          coefficients.rate = moment.rate
          coefficients.beta1 = beta1
          coefficients.beta2 = beta2
          coefficients.complement1 = 1 - beta1
          coefficients.complement2 = 1 - beta2
          coefficients.decay = 1 - moment.rate * decay
          return coefficients
        }
      }),
  ]

  private static let adamParameters = [
    RuleParameter("beta1", .number(.decay), default: 0.9, "of the mean of gradients"),
    RuleParameter("beta2", .number(.decay), default: 0.999, "of the mean of their squares"),
    .epsilon(1e-8),
  ]

  private static func adam(_ optimizer: Optimizer, kind: UpdateKind, decay: Double)
    -> OptimizerUpdate
  {
    let (beta1, beta2, epsilon) = (optimizer["beta1"], optimizer["beta2"], optimizer["epsilon"])
    return OptimizerUpdate(kind: kind, beta1: beta1, beta2: beta2) { moment in
      var coefficients = UpdateCoefficients<Double>()
      coefficients.rate = moment.rate / (1 - moment.power1)
      coefficients.beta1 = beta1
      coefficients.beta2 = beta2
      coefficients.complement1 = 1 - beta1
      coefficients.complement2 = 1 - beta2
      coefficients.correction = (1 - moment.power2).squareRoot()
      coefficients.epsilon = epsilon
      coefficients.decay = 1 - moment.rate * decay
      return coefficients
    }
  }
}

extension RuleParameter {
  fileprivate static func epsilon(_ standard: Double) -> RuleParameter {
    RuleParameter("epsilon", .number(.epsilon), default: standard, "added to the root")
  }

  fileprivate static func weightDecay(_ standard: Double) -> RuleParameter {
    RuleParameter(
      "weight_decay", .number(.penalty), default: standard,
      "the part of a weight, times the rate, that is lost at each update")
  }
}
