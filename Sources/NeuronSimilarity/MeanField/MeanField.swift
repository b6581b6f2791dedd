package import TrainingModel

/// What a wide random network does to signals, layer by layer, without training it.
///
/// Weights have variance σ_w² / fan in, biases σ_b², means 0. The variance q of the pre-activations
/// goes through q ↦ σ_w² E φ(√q z)² + σ_b² and settles at q*; χ₁ = σ_w² E φ'(√q* z)² is the factor
/// on a small difference of two signals, and on gradients backwards, a layer. B. Poole et al. 2016;
/// S. Schoenholz et al., Deep Information Propagation, 2017.
package struct MeanField: Sendable {
  package let activation: Activation
  package let weightVariance: Double
  package let biasVariance: Double
  /// The variance of pre-activations that the layers settle at from 1, the variance of prepared
  /// inputs; 0 where signals die out, `.noFixedPoint` where they grow for ever or stay at whatever
  /// they are.
  package let fixedPoint: Measured<Double>
  /// Below 1 signals forget their differences (ordered), above 1 they lose what they have in common
  /// (chaotic). Where q* is 0, or signals grow for ever, the limit there.
  package let susceptibility: Measured<Double>
  /// The correlation of two signals that the layers settle at; absent where every one stays.
  package let correlation: Measured<Double>
  /// ξ_c, layers in which a difference from that correlation shrinks by e: -1 / ln χ₁ in the ordered
  /// phase, -1 / ln of the slope of the correlation's map at c* in the chaotic one; `.notFinite` at
  /// the edge between them, where none shrinks by a factor a layer, and `.noFixedPoint` where
  /// variances have none.
  package let depthScale: Measured<Double>

  /// The depth up to which a network with this ξ_c trains, 6 ξ_c, as Schoenholz et al. found.
  package var trainableDepth: Measured<Double> { depthScale.map { 6 * $0 } }

  /// A susceptibility so near 1 counts as 1: a float32 draw is no nearer.
  package static let edge = 1e-6

  /// - Parameters: σ_w² and σ_b².
  /// - Complexity: some 100,000 evaluations of the activation; ten million in the chaotic phase.
  package init(_ activation: Activation, weightVariance: Double, biasVariance: Double) {
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
    switch VarianceMap(activation, weightVariance, biasVariance).limit {
    case .point(let q) where q > 0:
      fixedPoint = .present(q)
      let slope = weightVariance * Self.meanSquaredSlope(activation, q)
      susceptibility = .present(slope)
      if slope > 1 + Self.edge {
        let chaos = CorrelationMap(activation, weightVariance, biasVariance, variance: q).limit
        correlation = chaos.map(\.correlation)
        depthScale = chaos.flatMap(\.depthScale)
      } else {
        correlation = .present(1)
        depthScale = Self.ordered(slope)
      }
    case .point:
      fixedPoint = .present(0)
      let slope = weightVariance * activation.squaredSlopeAtZero
      susceptibility = .present(slope)
      correlation = activation.hasCornerAtZero ? .present(1) : .absent(.noFixedPoint)
      depthScale = Self.ordered(slope)
    case .everywhere:
      fixedPoint = .absent(.noFixedPoint)
      susceptibility = .present(weightVariance * activation.squaredSlopeAtZero)
      correlation = activation.hasCornerAtZero ? .present(1) : .absent(.noFixedPoint)
      depthScale = .absent(.noFixedPoint)
    case .unbounded:
      fixedPoint = .absent(.noFixedPoint)
      susceptibility = .present(weightVariance * activation.squaredSlopeFarOut)
      correlation = .absent(.noFixedPoint)
      depthScale = .absent(.noFixedPoint)
    }
  }

  private static func ordered(_ slope: Double) -> Measured<Double> {
    abs(slope - 1) <= edge
      ? .absent(.notFinite) : .present(slope > 0 ? -1 / naturalLogarithm(slope) : 0)
  }

  /// E φ(√q z)².
  static func meanSquare(_ activation: Activation, _ q: Double) -> Double {
    GaussianAverage.of(variance: q) {
      let value = activation.valueAndSlope(at: $0).value
      return value * value
    }
  }

  /// E φ'(√q z)².
  static func meanSquaredSlope(_ activation: Activation, _ q: Double) -> Double {
    GaussianAverage.of(variance: q) {
      let slope = activation.valueAndSlope(at: $0).slope
      return slope * slope
    }
  }
}

extension Activation {
  /// Slopes just below and just above 0.
  private var slopesAtZero: (below: Double, above: Double) {
    let tiny = Double.leastNormalMagnitude
    return (valueAndSlope(at: -tiny).slope, valueAndSlope(at: tiny).slope)
  }

  /// E φ'² for a variance that goes to 0.
  var squaredSlopeAtZero: Double {
    let slopes = slopesAtZero
    return (slopes.below * slopes.below + slopes.above * slopes.above) / 2
  }

  /// E φ'² for a variance that grows for ever.
  var squaredSlopeFarOut: Double {
    let far = 1e9
    let (below, above) = (valueAndSlope(at: -far).slope, valueAndSlope(at: far).slope)
    return (below * below + above * above) / 2
  }

  var hasCornerAtZero: Bool { slopesAtZero.below != slopesAtZero.above }
}
