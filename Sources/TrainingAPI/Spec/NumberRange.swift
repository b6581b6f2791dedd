/// Numbers from one end to another, either end counted in or not.
struct NumberRange: Sendable {
  let low: Double
  let high: Double
  var excludesLow = false
  var excludesHigh = false

  init(_ low: Double, _ high: Double, excludesLow: Bool = false, excludesHigh: Bool = false) {
    self.low = low
    self.high = high
    self.excludesLow = excludesLow
    self.excludesHigh = excludesHigh
  }

  init(_ range: ClosedRange<Double>) {
    self.init(range.lowerBound, range.upperBound)
  }

  /// Whether `value` lies within; never so for NaN.
  func contains(_ value: Double) -> Bool {
    (excludesLow ? value > low : value >= low) && (excludesHigh ? value < high : value <= high)
  }

  /// "from 0 to below 1".
  var phrase: String {
    "from \(excludesLow ? "above " : "")\(low.plain) to \(excludesHigh ? "below " : "")\(high.plain)"
  }

  /// α, the constant of `constant` and the factor of other schemes.
  static let alpha = NumberRange(-1e6, 1e6)
  /// ε, the deviation of what is added to each starting number.
  static let perturbation = NumberRange(0, 1e6)
  /// Inline data and given weights: finite in float32 too.
  static let data = NumberRange(-1e30, 1e30)
  /// What inputs are divided by: they stay finite in float32.
  static let divisor = NumberRange(1e-6, 1e6)
  static let learningRate = NumberRange(0, 1e6, excludesLow: true)
  /// Momentum and the decay rates of Adam.
  static let decay = NumberRange(0, 1, excludesHigh: true)
  static let epsilon = NumberRange(0, 1, excludesLow: true)
  /// λ of penalties and of weight decay.
  static let penalty = NumberRange(0, 1e6)
  /// The largest norm of a gradient.
  static let gradientClip = NumberRange(0, 1e30, excludesLow: true)
  /// Deviation of noise.
  static let noise = NumberRange(0, 1e6)
  /// How quickly gradient noise fades.
  static let noiseDecay = NumberRange(0, 10)
  /// The share of activations or weights that is left out.
  static let share = NumberRange(0, 1, excludesHigh: true)
  /// The factor of a learning rate from one stage to the next.
  static let rateFactor = NumberRange(0, 10, excludesLow: true)
  /// The factor of a learning rate at the end.
  static let finalRate = NumberRange(0, 10)
}

extension Double {
  /// The shortest text that reads back as this number, without ".0".
  var plain: String {
    description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }
}

extension Int {
  /// The product, or `Int.max` where it does not fit; for factors of at least 0.
  func timesClamped(_ factor: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }

  /// The sum, or `Int.max` where it does not fit; for terms of at least 0.
  func plusClamped(_ term: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(term)
    return overflows ? .max : sum
  }

  /// The quotient rounded up, for positive numbers.
  func dividedUp(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest == 0 ? quotient : quotient + 1
  }
}
