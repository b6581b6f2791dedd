internal import TrainingModel

/// The map of the variance of pre-activations from layer to layer, q ↦ σ_w² E φ(√q z)² + σ_b².
struct VarianceMap {
  /// Where the layers take a variance of 1.
  enum Limit {
    /// To this variance; 0 where signals die out.
    case point(Double)
    /// Nowhere: each variance stays as it is, as with ReLU at σ_w² = 2 without biases.
    case everywhere
    /// Beyond all bounds.
    case unbounded
  }

  private let activation: Activation
  private let weightVariance: Double
  private let biasVariance: Double

  init(_ activation: Activation, _ weightVariance: Double, _ biasVariance: Double) {
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
  }

  /// The relative growth of q in a layer.
  private func growth(_ q: Double) -> Double {
    (weightVariance * MeanField.meanSquare(activation, q) + biasVariance) / q - 1
  }

  /// Growth that is none, but for the rounding of the quadrature.
  private static let rounding = 1e-12

  /// The map rises with q for every activation there is, so that the layers go from 1 the way of the
  /// first one, up or down, to the nearest point that stays: one that repels them is never met.
  ///
  /// - Complexity: some 1,000 averages.
  var limit: Limit {
    let first = growth(1)
    if abs(first) <= Self.rounding {
      return abs(growth(0.25)) <= Self.rounding && abs(growth(4)) <= Self.rounding
        ? .everywhere : .point(1)
    }
    let rises = first > 0
    let factor = rises ? 1.05 : 1 / 1.05
    var near = 1.0
    let interruption = Interruption.current
    while rises ? near < 1e16 : near > 1e-16 {
      if interruption.isRequested { break }
      let far = near * factor
      let there = growth(far)
      if rises ? there < -Self.rounding : there > Self.rounding {
        return .point(crossing(between: near, far))
      }
      near = far
    }
    return rises ? .unbounded : .point(0)
  }

  /// Where the growth changes its sign.
  private func crossing(between near: Double, _ far: Double) -> Double {
    var (low, high) = (min(near, far), max(near, far))
    // A fixed point that attracts is met with growth above 0 below it.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if growth(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
