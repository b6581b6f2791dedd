package import TrainingModel

/// The learning rates of a training's updates, one after the other.
package struct LearningRates {
  /// The rate that the law's factor is of.
  private let rate: Double
  private let warmup: Int
  /// Updates past the warm-up, at least one.
  private let span: Int
  private let law: ScheduleRule.Law
  /// Updates that were given a rate.
  private(set) var count = 0
  /// The factor of a law that is a product.
  private(set) var product = 1.0

  package init(_ plan: TrainingPlan) {
    rate = plan.learningRate
    warmup = plan.schedule.warmup
    span = max(1, plan.steps - plan.schedule.warmup)
    law = plan.schedule.shape.rule.law(plan.schedule.shape)
  }

  /// Goes on from where other rates of the same plan stood.
  mutating func resume(count: Int, product: Double) {
    self.count = count
    self.product = product
  }

  /// The rate of the next update.
  package mutating func next() -> Double {
    defer { count += 1 }
    if count < warmup { return rate * (Double(count + 1) / Double(warmup)) }
    return rate * factor(after: count - warmup)
  }

  /// The shape's factor after so many updates past the warm-up.
  private mutating func factor(after past: Int) -> Double {
    switch law {
    case .constant: return 1
    case .product(let every, let factor):
      if past > 0, past.isMultiple(of: every) { product *= factor }
      return product
    case .share(let factor):
      return factor(Double(past) / Double(span))
    }
  }
}
