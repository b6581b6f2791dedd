internal import StrictJSON
internal import TrainingModel

extension SpecWriter {
  /// `training` of the normalised form.
  static func training(_ plan: TrainingPlan) -> JSONObject {
    let rules = plan.gradientRules
    return [
      "steps": .integer(plan.steps),
      "batch_size": plan.batchSize.map { .integer($0) } ?? .null,
      "optimizer": .object(rule(plan.optimizer)),
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

  private static func schedule(_ schedule: LearningRateSchedule) -> JSONValue {
    var object = rule(schedule.shape)
    object["warmup"] = .integer(schedule.warmup)
    return .object(object)
  }
}
