internal import StrictJSON
internal import TrainingModel

/// The training as the spec names it; the loss may wait for the data, steps for their rows.
struct TrainingDraft {
  /// How long it lasts.
  enum Length {
    case steps(Int)
    case epochs(Int)
  }

  var length: Length
  var lengthPlace: JSONPointer
  var batchSize: Int?
  var batchPlace: JSONPointer
  var optimizer: Optimizer
  var learningRate: Double
  var schedule: LearningRateSchedule
  var gradientRules: GradientRules
}

/// Reads `training`.
struct TrainingReader {
  let limits: SpecLimits

  /// The loss that the spec names, `nil` inside where it names none; `nil` where it is wrong.
  func loss(_ spec: Fields) -> LossFunction?? {
    guard let place = spec["training"], case .object = place.value else { return .some(nil) }
    guard let member = Fields(unchecked: place, "the training")?["loss"] else { return .some(nil) }
    return member.name("a loss", among: LossFunction.allCases.map(\.rawValue))
      .flatMap(LossFunction.init(rawValue:))
  }

  /// Everything but the loss; `nil` where anything is wrong.
  func read(_ spec: Fields) -> TrainingDraft? {
    let place =
      spec["training"]
      ?? Cursor(
        value: .object(JSONObject()), pointer: spec.place("training"), faults: spec.cursor.faults)
    guard let fields = Fields(place, SpecFields.training) else { return nil }
    let length = length(fields)
    let batchSize = batchSize(fields)
    let optimizer = optimizer(fields["optimizer"])
    let schedule = schedule(fields["schedule"])
    let rules = GradientRulesReader().read(fields)
    let rate = fields.number(
      "learning_rate", .learningRate, default: optimizer?.rule.learningRate ?? 1)
    guard let length, let batchSize, let optimizer, let rate, let schedule, let rules
    else { return nil }
    return TrainingDraft(
      length: length.0, lengthPlace: length.1, batchSize: batchSize,
      batchPlace: fields.place("batch_size"), optimizer: optimizer, learningRate: rate,
      schedule: schedule, gradientRules: rules)
  }

  /// The optimiser, plain gradient descent where the spec is silent; `nil` where it is wrong.
  private func optimizer(_ place: Cursor?) -> Optimizer? {
    guard let place else { return .sgd() }
    let reader = RuleReader<OptimizerRule>(kind: "an optimiser", limits: limits)
    guard let (optimizer, fields) = reader.read(place) else { return nil }
    if let (parameter, advice) = optimizer.rule.conflict(optimizer) {
      fields[parameter]?.fault(.mismatch, advice)
      return nil
    }
    return optimizer
  }

  /// The schedule, a constant rate where the spec is silent; `nil` where it is wrong.
  private func schedule(_ place: Cursor?) -> LearningRateSchedule? {
    guard let place else { return LearningRateSchedule() }
    let reader = RuleReader<ScheduleRule>(kind: "a schedule", others: ["warmup"], limits: limits)
    guard let (shape, fields) = reader.read(place) else { return nil }
    let warmup = fields["warmup"].map { $0.integer(0...limits.steps) } ?? 0
    return warmup.map { LearningRateSchedule(shape, warmup: $0) }
  }

  private func length(_ fields: Fields) -> (TrainingDraft.Length, JSONPointer)? {
    if let epochs = fields["epochs"] {
      let count = epochs.integer(1...limits.steps, tooMany: .tooCostly)
      guard fields["steps"] == nil else {
        epochs.fault(.mismatch, "Give either `steps` or `epochs`, not both.")
        return nil
      }
      return count.map { (.epochs($0), epochs.pointer) }
    }
    guard let steps = fields["steps"] else {
      return (.steps(SpecDefaults.steps), fields.place("steps"))
    }
    return steps.integer(1...limits.steps, tooMany: .tooCostly).map { (.steps($0), steps.pointer) }
  }

  /// The rows of a batch; `nil` inside for all of them, which is also what `null` says.
  private func batchSize(_ fields: Fields) -> Int?? {
    guard let place = fields["batch_size"], !place.value.isNull else { return .some(nil) }
    return place.integer(1...Int.max).map { .some($0) } ?? nil
  }
}

extension TrainingDraft {
  /// The whole plan for data of `rows` training rows; `nil` where the batch or the length does not
  /// fit them.
  func plan(rows: Int, loss: LossFunction, limits: SpecLimits, faults: FaultList) -> TrainingPlan? {
    if let batchSize, batchSize > rows {
      faults.add(
        .mismatch, at: batchPlace,
        "The training set has \(rows) rows: `batch_size` may be at most that, or null for all.")
      return nil
    }
    let count: Int
    switch length {
    case .steps(let steps): count = steps
    case .epochs(let epochs):
      count = epochs.timesClamped(batchSize.map { rows.dividedUp(by: $0) } ?? 1)
      guard count <= limits.steps else {
        faults.add(
          .tooCostly, at: lengthPlace,
          "These epochs are \(count) steps; at most \(limits.steps) are allowed.")
        return nil
      }
    }
    return TrainingPlan(
      steps: count, batchSize: batchSize, optimizer: optimizer, learningRate: learningRate,
      loss: loss, schedule: schedule, gradientRules: gradientRules)
  }
}
