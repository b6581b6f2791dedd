package import TrainingModel

/// How far a layer's weights, taken as one long vector, have gone from where they began.
package struct WeightDisplacement: Sendable, Equatable {
  /// The angle between W(t) and W(0), in degrees, 0 to 180.
  package var turnedDegrees: Measured<Double>
  /// ‖W(t)‖ / ‖W(0)‖, Frobenius norms.
  package var normRatio: Measured<Double>

  /// - Precondition: both layers have one shape.
  /// - Complexity: O(weights).
  package init(from start: NetworkWeights.Layer, to now: NetworkWeights.Layer) {
    self.init(from: WeightDirection(start), to: now)
  }

  /// From a direction that was taken before.
  init(from start: WeightDirection, to now: NetworkWeights.Layer) {
    precondition(start.weights.count == now.weights.count, "layers of different shapes")
    let nowLength = now.weights.withUnsafeBufferPointer { VectorLength($0) }
    guard let startLength = start.length, let nowLength else {
      self.init((.nan, 1), (.nan, 1)) { .nan }
      return
    }
    self.init(
      (startLength.factor, startLength.scale), (nowLength.factor, nowLength.scale)
    ) {
      Self.angle(start.weights, startLength, now.weights, nowLength)
    }
  }

  /// From lengths as (factor, scale), those of ``VectorLength``, and the lengths of the difference and
  /// the sum of the two unit vectors.
  init(
    startLength: (factor: Double, scale: Double), nowLength: (factor: Double, scale: Double),
    apart: Double, together: Double
  ) {
    self.init(startLength, nowLength) { 2 * degrees(ofPointAtX: together, y: apart) }
  }

  /// From lengths as (factor, scale), and the angle for where there is one.
  private init(
    _ start: (factor: Double, scale: Double), _ now: (factor: Double, scale: Double),
    angle: () -> Double
  ) {
    guard start.factor.isFinite, now.factor.isFinite else {
      turnedDegrees = .absent(.notFinite)
      normRatio = .absent(.notFinite)
      return
    }
    guard start.factor > 0 else {
      turnedDegrees = .absent(.startedAtZero)
      normRatio = .absent(.startedAtZero)
      return
    }
    guard now.factor > 0 else {
      turnedDegrees = .absent(.zeroVector)
      normRatio = .present(0)
      return
    }
    // The factors are near 1 and the powers of two exact; only the answer itself can overflow.
    let ratio = (now.factor / start.factor) * (start.scale / now.scale)
    normRatio = ratio.isFinite ? .present(ratio) : .absent(.notFinite)
    turnedDegrees = .present(angle())
  }

  /// 2 atan2(‖u - v‖, ‖u + v‖) of the unit vectors u and v along `a` and `b`, in degrees: right to
  /// the last digits at every angle, where the arc cosine loses half of them near 0. W. Kahan, How
  /// Futile are Mindless Assessments of Roundoff in Floating-Point Computation?, section 12 (2006).
  private static func angle(
    _ a: [Double], _ aLength: VectorLength, _ b: [Double], _ bLength: VectorLength
  ) -> Double {
    var differences = VectorArithmetic.Lanes.zero
    var sums = VectorArithmetic.Lanes.zero
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for index in Swift.stride(from: 0, to: a.count, by: 8) {
          let u = aLength.unit(VectorArithmetic.load(a, at: index))
          let v = bLength.unit(VectorArithmetic.load(b, at: index))
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
  let weights: [Double]
  /// `nil` if a weight is not finite.
  let length: VectorLength?

  /// - Complexity: O(weights).
  init(_ layer: NetworkWeights.Layer) {
    weights = layer.weights
    length = layer.weights.withUnsafeBufferPointer { VectorLength($0) }
  }
}
