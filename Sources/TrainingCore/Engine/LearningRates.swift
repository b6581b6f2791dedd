/// The learning rates of a training's updates, one after the other.
package struct LearningRates {
  private let plan: TrainingPlan
  /// Updates that were given a rate.
  private var count = 0
  /// The factor of `step` and `exponential`: a product, since `pow` differs between C libraries.
  private var product = 1.0

  package init(_ plan: TrainingPlan) {
    self.plan = plan
  }

  /// The rate of the next update.
  package mutating func next() -> Double {
    defer { count += 1 }
    let warmup = plan.schedule.warmup
    if count < warmup {
      return plan.learningRate * (Double(count + 1) / Double(warmup))
    }
    return plan.learningRate * factor(after: count - warmup)
  }

  /// The shape's factor after so many updates past the warm-up.
  private mutating func factor(after past: Int) -> Double {
    switch plan.schedule.shape {
    case .constant:
      return 1
    case .step(let every, let factor):
      if past > 0, past.isMultiple(of: every) { product *= factor }
      return product
    case .exponential(let factor):
      if past > 0 { product *= factor }
      return product
    case .linear(let final):
      return 1 + (final - 1) * share(past)
    case .cosine(let final):
      let (_, cosine) = Turn.sineCosine(share(past) / 2)
      return final + (1 - final) * (1 + cosine) / 2
    }
  }

  /// The part of the updates past the warm-up that lies behind, from 0 to below 1.
  private func share(_ past: Int) -> Double {
    Double(past) / Double(max(1, plan.steps - plan.schedule.warmup))
  }
}
