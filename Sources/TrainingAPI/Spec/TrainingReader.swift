internal import StrictJSON
internal import TrainingCore

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
    let rate = fields.number(
      "learning_rate", .learningRate, default: optimizer?.standardLearningRate ?? 1)
    guard let length, let batchSize, let optimizer, let rate else { return nil }
    return TrainingDraft(
      length: length.0, lengthPlace: length.1, batchSize: batchSize,
      batchPlace: fields.place("batch_size"), optimizer: optimizer, learningRate: rate)
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

  // MARK: The optimiser

  private func optimizer(_ place: Cursor?) -> Optimizer? {
    guard let place else { return .sgd(momentum: 0, nesterov: false) }
    switch place.value {
    case .string:
      return optimizer(named: place, JSONValue.object(JSONObject()))
    case .object:
      guard let fields = Fields(unchecked: place, "an optimiser"),
        let name = fields.required("name", "`name` is missing: sgd or adam.")
      else { return nil }
      return optimizer(named: name, place.value, at: place.pointer)
    default:
      place.mustBe("the name of an optimiser or an object with `name`")
      return nil
    }
  }

  private func optimizer(named name: Cursor, _ members: JSONValue, at pointer: JSONPointer? = nil)
    -> Optimizer?
  {
    let place = Cursor(value: members, pointer: pointer ?? name.pointer, faults: name.faults)
    switch name.name("an optimiser", among: ["sgd", "adam"]) {
    case "sgd": return Fields(place, SpecFields.sgd).flatMap(sgd)
    case "adam": return Fields(place, SpecFields.adam).flatMap(adam)
    default: return nil
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

  private func adam(_ fields: Fields) -> Optimizer? {
    let beta1 = fields.number("beta1", .decay, default: 0.9)
    let beta2 = fields.number("beta2", .decay, default: 0.999)
    let epsilon = fields.number("epsilon", .epsilon, default: 1e-8)
    guard let beta1, let beta2, let epsilon else { return nil }
    return .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}

extension Optimizer {
  /// The rate of a spec that names none.
  var standardLearningRate: Double {
    switch self {
    case .sgd: 0.1
    case .adam: 0.001
    }
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
      loss: loss)
  }
}
