package import TrainingModel

/// The edge between order and chaos: the variances of weights and biases at which χ₁ = 1.
package enum CriticalLine {
  /// σ_w² with χ₁ = 1 at this σ_b², and q* there; `nil` where there is none.
  ///
  /// With χ₁ = 1, σ_w² = 1 / E φ'(√q z)², so that q = E φ² / E φ'² + σ_b² is one equation for q,
  /// found by bisection.
  ///
  /// - Complexity: some 500,000 evaluations of the activation.
  package static func weightVariance(
    _ activation: Activation, biasVariance: Double
  ) -> (weightVariance: Double, fixedPoint: Double)? {
    // q less the right-hand side: negative below the edge's q.
    let excess = { (q: Double) -> Double in
      q - biasVariance
        - MeanField.meanSquare(activation, q) / MeanField.meanSquaredSlope(activation, q)
    }
    // tanh: positive for small q without biases, negative once biases are; grid first.
    var bracket: (Double, Double)?
    var below = 1e-6
    let interruption = Interruption.current
    while below < 100, bracket == nil {
      if interruption.isRequested { return nil }
      let above = below * 1.2
      if (excess(below) > 0) != (excess(above) > 0) { bracket = (below, above) }
      below = above
    }
    guard var (low, high) = bracket else { return nil }
    let rising = excess(low) <= 0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if (excess(middle) <= 0) == rising { low = middle } else { high = middle }
    }
    return (1 / MeanField.meanSquaredSlope(activation, low), low)
  }
}
