package import TrainingModel

extension NumberRange {
  /// "from 0 to below 1".
  var phrase: String {
    "from \(excludesLow ? "above " : "")\(low.plain) to \(excludesHigh ? "below " : "")\(high.plain)"
  }

  /// α, the constant of `constant` and the factor of other schemes.
  package static let alpha = NumberRange(-1e6, 1e6)
  /// ε, the deviation of what is added to each starting number.
  static let perturbation = NumberRange(0, 1e6)
  /// Inline data and given weights: finite in float32 too.
  static let data = NumberRange(-1e30, 1e30)
  /// What inputs are divided by: they stay finite in float32.
  static let divisor = NumberRange(1e-6, 1e6)
  static let learningRate = NumberRange(0, 1e6, excludesLow: true)
  /// The largest norm of a gradient.
  static let gradientClip = NumberRange(0, 1e30, excludesLow: true)
  /// Deviation of noise.
  static let noise = NumberRange(0, 1e6)
  /// How quickly gradient noise fades.
  static let noiseDecay = NumberRange(0, 10)
  /// The share of activations or weights that is left out.
  static let share = NumberRange(0, 1, excludesHigh: true)
}

extension Double {
  /// The shortest text that reads back as this number, without ".0".
  var plain: String {
    description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }
}

extension Int {
  /// The product, or `Int.max` where it does not fit; for factors of at least 0.
  package func timesClamped(_ factor: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }

  /// The sum, or `Int.max` where it does not fit; for terms of at least 0.
  package func plusClamped(_ term: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(term)
    return overflows ? .max : sum
  }

  /// The quotient rounded up, for positive numbers.
  func dividedUp(by divisor: Int) -> Int {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest == 0 ? quotient : quotient + 1
  }
}
