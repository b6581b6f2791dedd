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
    precondition(start.weights.count == now.weights.count, "layers of different shapes")
    guard let (u, startNorm) = Self.direction(of: start.weights),
      let (v, nowNorm) = Self.direction(of: now.weights)
    else {
      turnedDegrees = .absent(.notFinite)
      normRatio = .absent(.notFinite)
      return
    }
    guard let startNorm else {
      turnedDegrees = .absent(.startedAtZero)
      normRatio = .absent(.startedAtZero)
      return
    }
    guard let nowNorm else {
      turnedDegrees = .absent(.zeroVector)
      normRatio = .present(0)
      return
    }
    // The factors are near 1 and the powers of two exact; only the answer itself can overflow.
    let ratio = (nowNorm.factor / startNorm.factor) * (startNorm.scale / nowNorm.scale)
    normRatio = ratio.isFinite ? .present(ratio) : .absent(.notFinite)
    turnedDegrees = .present(Self.angle(u, v))
  }

  /// A norm as factor / scale, scale a power of two.
  private struct Norm {
    var factor: Double
    var scale: Double
  }

  /// The unit vector along `weights` and its norm, `nil` for zeros; nothing at all if a weight is
  /// not finite.
  private static func direction(of weights: [Double]) -> (unit: [Double], norm: Norm?)? {
    let padding = repeatElement(0.0, count: -weights.count & 7)
    var unit = weights + padding
    return unit.withUnsafeMutableBufferPointer { unit -> Norm?? in
      guard let pointer = unit.baseAddress else { return .some(nil) }
      guard let largest = VectorArithmetic.largestMagnitude(pointer, count: unit.count) else {
        return nil
      }
      guard largest > 0 else { return .some(nil) }
      let scale = VectorArithmetic.scale(forMagnitude: largest)
      VectorArithmetic.multiply(pointer, by: scale, count: unit.count)
      let factor = VectorArithmetic.dot(pointer, pointer, count: unit.count).squareRoot()
      VectorArithmetic.multiply(pointer, by: 1 / factor, count: unit.count)
      return Norm(factor: factor, scale: scale)
    }.map { (unit, $0) }
  }

  /// 2 atan2(‖u - v‖, ‖u + v‖), in degrees: right to the last digits at every angle, where the
  /// arc cosine loses half of them near 0. W. Kahan, How Futile are Mindless Assessments of
  /// Roundoff in Floating-Point Computation?, section 12 (2006).
  private static func angle(_ u: [Double], _ v: [Double]) -> Double {
    var apart = 0.0
    var together = 0.0
    u.withUnsafeBufferPointer { u in
      v.withUnsafeBufferPointer { v in
        var differences = VectorArithmetic.Lanes.zero
        var sums = VectorArithmetic.Lanes.zero
        for index in Swift.stride(from: 0, to: u.count, by: 8) {
          let x = VectorArithmetic.load(u.baseAddress! + index)
          let y = VectorArithmetic.load(v.baseAddress! + index)
          differences += (x - y) * (x - y)
          sums += (x + y) * (x + y)
        }
        apart = differences.sum().squareRoot()
        together = sums.sum().squareRoot()
      }
    }
    return 2 * degrees(ofPointAtX: together, y: apart)
  }
}
