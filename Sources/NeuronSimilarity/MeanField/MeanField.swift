public import TrainingCore

/// What a wide random network does to signals, layer by layer, without training it.
///
/// Weights have variance σ_w² / fan in, biases σ_b², means 0. The variance q of the pre-activations
/// goes through q ↦ σ_w² E φ(√q z)² + σ_b² and settles at q*; χ₁ = σ_w² E φ'(√q* z)² is the factor
/// on a small difference of two signals, and on gradients backwards, a layer. B. Poole et al. 2016;
/// S. Schoenholz et al., Deep Information Propagation, 2017.
public struct MeanField: Sendable {
  public let activation: Activation
  public let weightVariance: Double
  public let biasVariance: Double
  /// The variance of pre-activations that the layers settle at.
  public let fixedPoint: Measured<Double>
  /// Below 1 signals forget their differences (ordered), above 1 they lose what they have in common
  /// (chaotic).
  public let susceptibility: Measured<Double>
  /// The correlation of two signals that the layers settle at.
  public let correlation: Measured<Double>
  /// ξ_c, layers in which a difference shrinks by e: -1 / ln of the slope of the correlation's map.
  public let depthScale: Measured<Double>

  /// The depth up to which a network with this ξ_c trains, 6 ξ_c, as Schoenholz et al. found.
  public var trainableDepth: Measured<Double> { depthScale.map { 6 * $0 } }

  /// - Parameters: σ_w² and σ_b².
  /// - Complexity: some 100,000 evaluations of the activation; ten million in the chaotic phase.
  public init(_ activation: Activation, weightVariance: Double, biasVariance: Double) {
    self.activation = activation
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
    let fixedPoint = Self.fixedPoint(activation, weightVariance, biasVariance)
    self.fixedPoint = fixedPoint
    guard let q = fixedPoint.value else {
      let reason = fixedPoint.absence ?? .noFixedPoint
      susceptibility = .absent(reason)
      correlation = .absent(reason)
      depthScale = .absent(reason)
      return
    }
    let slope = weightVariance * Self.meanSquaredSlope(activation, q)
    susceptibility = .present(slope)
    if slope <= 1 {
      correlation = .present(1)
      depthScale =
        slope == 0
        ? .present(0) : slope == 1 ? .absent(.notFinite) : .present(-1 / naturalLogarithm(slope))
    } else {
      (correlation, depthScale) = Self.chaos(activation, weightVariance, biasVariance, q)
    }
  }

  /// E φ(√q z)².
  static func meanSquare(_ activation: Activation, _ q: Double) -> Double {
    let root = q.squareRoot()
    return GaussianAverage.of {
      let value = activation.valueAndSlope(at: root * $0).value
      return value * value
    }
  }

  /// E φ'(√q z)².
  static func meanSquaredSlope(_ activation: Activation, _ q: Double) -> Double {
    let root = q.squareRoot()
    return GaussianAverage.of {
      let slope = activation.valueAndSlope(at: root * $0).slope
      return slope * slope
    }
  }

  /// Iterates the map from 1, with Steffensen's step where it helps, until it stands still.
  private static func fixedPoint(
    _ activation: Activation, _ weightVariance: Double, _ biasVariance: Double
  ) -> Measured<Double> {
    let map = { q in weightVariance * meanSquare(activation, q) + biasVariance }
    // A map that leaves every variance as it is (ReLU at the edge) has no point of its own.
    if biasVariance == 0, abs(map(1) - 1) < 1e-9, abs(map(2) - 2) < 1e-9 {
      return .absent(.noFixedPoint)
    }
    var q = 1.0
    let interruption = Interruption.current
    for _ in 0..<200 {
      if interruption.isRequested { return .absent(.notComputed) }
      let first = map(q)
      let second = map(first)
      guard second.isFinite, second < 1e12 else { return .absent(.noFixedPoint) }
      if abs(first - q) <= 1e-15 * max(q, 1e-300) { return .present(first) }
      if second < 1e-12 { return .present(0) }
      let bend = second - 2 * first + q
      let leap = bend == 0 ? second : q - (first - q) * (first - q) / bend
      // Only a leap that lands nearer is taken.
      let landed = leap > 0 && leap.isFinite && abs(map(leap) - leap) < abs(second - first)
      q = landed ? leap : second
    }
    return abs(map(q) - q) <= 1e-9 * q ? .present(q) : .absent(.noFixedPoint)
  }

  /// c* below 1 and ξ_c there.
  private static func chaos(
    _ activation: Activation, _ weightVariance: Double, _ biasVariance: Double, _ q: Double
  ) -> (Measured<Double>, Measured<Double>) {
    let root = q.squareRoot()
    func pair(_ c: Double, _ f: @escaping (Double) -> Double) -> Double {
      let rest = max(0, 1 - c * c).squareRoot()
      return GaussianAverage.ofPair { f(root * $0) * f(root * (c * $0 + rest * $1)) }
    }
    let excess = { (c: Double) in
      (weightVariance * pair(c) { activation.valueAndSlope(at: $0).value } + biasVariance) / q - c
    }
    // The map lies above the diagonal at 0 and, its slope at 1 being above 1, below it near 1.
    var (low, high) = (0.0, 1 - 1e-6)
    guard excess(low) >= 0, excess(high) < 0 else {
      return (.absent(.noFixedPoint), .absent(.noFixedPoint))
    }
    let interruption = Interruption.current
    for _ in 0..<40 {
      if interruption.isRequested { break }
      let middle = (low + high) / 2
      if excess(middle) >= 0 { low = middle } else { high = middle }
    }
    let slope = weightVariance * pair(low) { activation.valueAndSlope(at: $0).slope }
    return (
      .present(low),
      slope > 0 && slope < 1 ? .present(-1 / naturalLogarithm(slope)) : .absent(.noFixedPoint)
    )
  }
}
