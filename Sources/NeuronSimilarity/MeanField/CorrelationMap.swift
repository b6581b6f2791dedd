internal import TrainingModel

/// The map of the correlation of two signals from layer to layer, both at the variance q*:
/// c ↦ (σ_w² E φ(u₁) φ(u₂) + σ_b²) / q*.
struct CorrelationMap {
  private let activation: Activation
  private let weightVariance: Double
  private let biasVariance: Double
  private let variance: Double

  init(
    _ activation: Activation, _ weightVariance: Double, _ biasVariance: Double, variance: Double
  ) {
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
    self.variance = variance
  }

  /// The correlation less the one a layer later, both as distances from 1.
  private func approach(_ apart: Double) -> Double {
    let product = GaussianAverage.ofPair(variance: variance, apart: apart) {
      activation.valueAndSlope(at: $0).value
    }
    return (weightVariance * product + biasVariance) / variance - (1 - apart)
  }

  /// c* of the chaotic phase, the point below 1 that the layers go to, and ξ_c there.
  ///
  /// - Complexity: some 50 averages over pairs.
  var limit: Measured<(correlation: Double, depthScale: Measured<Double>)> {
    // The map lies above the diagonal, or on it, at 0 and, its slope at 1 being above 1, below it
    // near 1.
    var apart = 1.0
    if approach(1) > 1e-13 {
      guard
        var near = (1...24).lazy.map({ exponential(-Double($0)) }).first(where: { approach($0) < 0 }
        )
      else { return .absent(.noFixedPoint) }
      var far = 1.0
      let interruption = Interruption.current
      for _ in 0..<50 {
        if interruption.isRequested { return .absent(.notComputed) }
        let middle = (near + far) / 2
        if approach(middle) < 0 { near = middle } else { far = middle }
      }
      apart = near
    }
    let slope =
      weightVariance
      * GaussianAverage.ofPair(variance: variance, apart: apart) {
        activation.valueAndSlope(at: $0).slope
      }
    return .present(
      (
        1 - apart,
        slope > 0 && slope < 1
          ? .present(-1 / naturalLogarithm(slope)) : .absent(.noFixedPoint)
      ))
  }
}
