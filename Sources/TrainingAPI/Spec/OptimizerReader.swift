internal import StrictJSON
internal import TrainingCore

/// Reads `training.optimizer`.
struct OptimizerReader {
  /// The optimiser, plain gradient descent where the spec is silent; `nil` where it is wrong.
  func read(_ place: Cursor?) -> Optimizer? {
    guard let place else { return .sgd(momentum: 0, nesterov: false) }
    let object = NamedObject(kind: "an optimiser", tables: SpecFields.optimizers)
    guard let (name, fields) = object.read(place) else { return nil }
    switch name {
    case "sgd": return sgd(fields)
    case "adagrad":
      return fields.number("epsilon", .epsilon, default: 1e-10).map { .adagrad(epsilon: $0) }
    case "rmsprop": return rmsprop(fields)
    case "adam":
      return adam(fields).map { .adam(beta1: $0.beta1, beta2: $0.beta2, epsilon: $0.epsilon) }
    case "adamw":
      let decay = fields.number("weight_decay", .penalty, default: 0.01)
      guard let adam = adam(fields), let decay else { return nil }
      return .adamW(
        beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon, weightDecay: decay)
    default: preconditionFailure("no reader for the optimiser \(name)")
    }
  }

  private func sgd(_ fields: Fields) -> Optimizer? {
    let momentum = fields.number("momentum", .decay, default: 0)
    let nesterov = fields.flag("nesterov", default: false)
    guard let momentum, let nesterov else { return nil }
    guard !nesterov || momentum > 0 else {
      fields["nesterov"]?.fault(
        .mismatch, "Nesterov's form needs a `momentum` above 0, such as 0.9.")
      return nil
    }
    return .sgd(momentum: momentum, nesterov: nesterov)
  }

  private func rmsprop(_ fields: Fields) -> Optimizer? {
    let decay = fields.number("decay", .decay, default: 0.99)
    let momentum = fields.number("momentum", .decay, default: 0)
    let epsilon = fields.number("epsilon", .epsilon, default: 1e-8)
    guard let decay, let momentum, let epsilon else { return nil }
    return .rmsprop(decay: decay, momentum: momentum, epsilon: epsilon)
  }

  private func adam(_ fields: Fields) -> (beta1: Double, beta2: Double, epsilon: Double)? {
    let beta1 = fields.number("beta1", .decay, default: 0.9)
    let beta2 = fields.number("beta2", .decay, default: 0.999)
    let epsilon = fields.number("epsilon", .epsilon, default: 1e-8)
    guard let beta1, let beta2, let epsilon else { return nil }
    return (beta1, beta2, epsilon)
  }
}

extension Optimizer {
  /// The rate of a spec that names none.
  var standardLearningRate: Double {
    switch self {
    case .sgd: 0.1
    case .adagrad, .rmsprop: 0.01
    case .adam, .adamW: 0.001
    }
  }
}
