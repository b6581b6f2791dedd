public import TrainingCore

/// How far a layer's weights, taken as one long vector, have gone from where they began.
public struct WeightDisplacement: Sendable, Equatable {
  /// The angle between W(t) and W(0), in degrees, 0 to 180.
  public var turnedDegrees: Measured<Double>
  /// ‖W(t)‖ / ‖W(0)‖, Frobenius norms.
  public var normRatio: Measured<Double>

  /// - Precondition: both layers have one shape.
  /// - Complexity: O(weights).
  public init(from start: NetworkWeights.Layer, to now: NetworkWeights.Layer) {
    self.init(from: WeightDirection(start), to: now)
  }

  /// From a direction that was taken before.
  init(from start: WeightDirection, to now: NetworkWeights.Layer) {
    precondition(start.weights.count == now.weights.count, "layers of different shapes")
    guard let startLength = start.length, let nowLength = WeightDirection.length(of: now.weights)
    else {
      turnedDegrees = .absent(.notFinite)
      normRatio = .absent(.notFinite)
      return
    }
    guard let startNorm = startLength else {
      turnedDegrees = .absent(.startedAtZero)
      normRatio = .absent(.startedAtZero)
      return
    }
    guard let nowNorm = nowLength else {
      turnedDegrees = .absent(.zeroVector)
      normRatio = .present(0)
      return
    }
    // The factors are near 1 and the powers of two exact; only the answer itself can overflow.
    let ratio = (nowNorm.factor / startNorm.factor) * (startNorm.scale / nowNorm.scale)
    normRatio = ratio.isFinite ? .present(ratio) : .absent(.notFinite)
    turnedDegrees = .present(
      Self.angle(start.weights, startNorm, now.weights, nowNorm))
  }

  /// 2 atan2(‖u - v‖, ‖u + v‖) of the unit vectors u and v along `a` and `b`, in degrees: right to
  /// the last digits at every angle, where the arc cosine loses half of them near 0. W. Kahan, How
  /// Futile are Mindless Assessments of Roundoff in Floating-Point Computation?, section 12 (2006).
  private static func angle(
    _ a: [Double], _ aNorm: WeightDirection.Norm, _ b: [Double], _ bNorm: WeightDirection.Norm
  ) -> Double {
    var differences = VectorArithmetic.Lanes.zero
    var sums = VectorArithmetic.Lanes.zero
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for index in Swift.stride(from: 0, to: a.count, by: 8) {
          let u = aNorm.unit(VectorArithmetic.load(a, at: index))
          let v = bNorm.unit(VectorArithmetic.load(b, at: index))
          differences += (u - v) * (u - v)
          sums += (u + v) * (u + v)
        }
      }
    }
    return 2 * degrees(ofPointAtX: sums.sum().squareRoot(), y: differences.sum().squareRoot())
  }
}

/// A layer's weights as one long vector, with its length.
struct WeightDirection {
  /// A length as factor / scale, scale a power of two.
  struct Norm {
    var factor: Double
    var scale: Double

    /// A part of the vector as a part of the unit vector along it.
    func unit(_ lanes: VectorArithmetic.Lanes) -> VectorArithmetic.Lanes {
      lanes * scale * (1 / factor)
    }
  }

  let weights: [Double]
  /// `.some(nil)` for zeros; nothing at all if a weight is not finite.
  let length: Norm??

  /// - Complexity: O(weights).
  init(_ layer: NetworkWeights.Layer) {
    weights = layer.weights
    length = Self.length(of: layer.weights)
  }

  static func length(of weights: [Double]) -> Norm?? {
    weights.withUnsafeBufferPointer { weights in
      guard let largest = VectorArithmetic.largestMagnitude(weights) else { return nil }
      guard largest > 0 else { return .some(nil) }
      let scale = VectorArithmetic.scale(forMagnitude: largest)
      var even = VectorArithmetic.Lanes.zero
      var odd = VectorArithmetic.Lanes.zero
      for index in Swift.stride(from: 0, to: weights.count, by: 16) {
        let first = VectorArithmetic.load(weights, at: index) * scale
        even += first * first
        guard index + 8 < weights.count else { break }
        let second = VectorArithmetic.load(weights, at: index + 8) * scale
        odd += second * second
      }
      return Norm(factor: (even + odd).sum().squareRoot(), scale: scale)
    }
  }
}
