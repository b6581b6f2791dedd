internal import StrictJSON
internal import TrainingCore

/// Reads `training.schedule`.
struct ScheduleReader {
  let limits: SpecLimits

  /// The schedule, a constant rate where the spec is silent; `nil` where it is wrong.
  func read(_ place: Cursor?) -> LearningRateSchedule? {
    guard let place else { return LearningRateSchedule() }
    let object = NamedObject(kind: "a schedule", tables: SpecFields.schedules)
    guard let (name, fields) = object.read(place) else { return nil }
    let shape = shape(name, fields)
    let warmup = fields["warmup"].map { $0.integer(0...limits.steps) } ?? 0
    guard let shape, let warmup else { return nil }
    return LearningRateSchedule(shape, warmup: warmup)
  }

  private func shape(_ name: String, _ fields: Fields) -> LearningRateSchedule.Shape? {
    switch name {
    case "constant": return .constant
    case "step":
      let every = fields.required(
        "every", "`every` is missing: updates from one step to the next.")?
        .integer(1...limits.steps)
      let factor = fields.number("factor", .rateFactor, default: 0.1)
      guard let every, let factor else { return nil }
      return .step(every: every, factor: factor)
    case "exponential":
      return fields.required("factor", "`factor` is missing: that of the rate at each update.")?
        .number(.rateFactor).map { .exponential(factor: $0) }
    case "linear":
      return fields.number("final", .finalRate, default: 0).map { .linear(final: $0) }
    case "cosine":
      return fields.number("final", .finalRate, default: 0).map { .cosine(final: $0) }
    default: preconditionFailure("no reader for the schedule \(name)")
    }
  }
}
