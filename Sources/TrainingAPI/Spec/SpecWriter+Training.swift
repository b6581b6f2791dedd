internal import StrictJSON
internal import TrainingCore

extension SpecWriter {
  /// `training` of the normalised form.
  static func training(_ plan: TrainingPlan) -> JSONObject {
    let rules = plan.gradientRules
    return [
      "steps": .integer(plan.steps),
      "batch_size": plan.batchSize.map { .integer($0) } ?? .null,
      "optimizer": optimizer(plan.optimizer),
      "learning_rate": .double(plan.learningRate),
      "schedule": schedule(plan.schedule),
      "loss": .string(plan.loss.rawValue),
      "l1": .double(rules.l1),
      "l2": .double(rules.l2),
      "gradient_clip": rules.clip.map { .double($0) } ?? .null,
      "gradient_noise": rules.noise.map {
        ["std": .double($0.deviation), "decay": .double($0.decay)]
      } ?? .null,
      "weight_noise": .double(rules.weightNoise),
      "input_noise": .double(rules.inputNoise),
    ]
  }

  private static func optimizer(_ optimizer: Optimizer) -> JSONValue {
    let name = JSONValue.string(optimizer.name)
    return switch optimizer {
    case .sgd(let momentum, let nesterov):
      ["name": name, "momentum": .double(momentum), "nesterov": .bool(nesterov)]
    case .adagrad(let epsilon):
      ["name": name, "epsilon": .double(epsilon)]
    case .rmsprop(let decay, let momentum, let epsilon):
      [
        "name": name, "decay": .double(decay), "momentum": .double(momentum),
        "epsilon": .double(epsilon),
      ]
    case .adam(let beta1, let beta2, let epsilon):
      [
        "name": name, "beta1": .double(beta1), "beta2": .double(beta2),
        "epsilon": .double(epsilon),
      ]
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      [
        "name": name, "beta1": .double(beta1), "beta2": .double(beta2),
        "epsilon": .double(epsilon), "weight_decay": .double(weightDecay),
      ]
    }
  }

  private static func schedule(_ schedule: LearningRateSchedule) -> JSONValue {
    var object: JSONObject = ["name": .string(schedule.shape.name)]
    switch schedule.shape {
    case .constant: break
    case .step(let every, let factor):
      object["every"] = .integer(every)
      object["factor"] = .double(factor)
    case .exponential(let factor): object["factor"] = .double(factor)
    case .linear(let final), .cosine(let final): object["final"] = .double(final)
    }
    object["warmup"] = .integer(schedule.warmup)
    return .object(object)
  }
}
