/// Numbers from one end to another, either end counted in or not.
package struct NumberRange: Sendable, Equatable {
  package let low: Double
  package let high: Double
  package var excludesLow = false
  package var excludesHigh = false

  package init(
    _ low: Double, _ high: Double, excludesLow: Bool = false, excludesHigh: Bool = false
  ) {
    self.low = low
    self.high = high
    self.excludesLow = excludesLow
    self.excludesHigh = excludesHigh
  }

  package init(_ range: ClosedRange<Double>) {
    self.init(range.lowerBound, range.upperBound)
  }

  /// Whether `value` lies within; never so for NaN.
  package func contains(_ value: Double) -> Bool {
    (excludesLow ? value > low : value >= low) && (excludesHigh ? value < high : value <= high)
  }
}

extension NumberRange {
  /// Momentum and the decay rates of moving averages.
  package static let decay = NumberRange(0, 1, excludesHigh: true)
  /// What keeps a denominator from 0.
  package static let epsilon = NumberRange(0, 1, excludesLow: true)
  /// λ of penalties and of weight decay.
  package static let penalty = NumberRange(0, 1e6)
  /// The factor of a learning rate from one stage to the next.
  package static let rateFactor = NumberRange(0, 10, excludesLow: true)
  /// The factor of a learning rate at the end.
  package static let finalRate = NumberRange(0, 10)
}
