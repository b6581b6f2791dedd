internal import Kernels

/// The standard normal distribution between two cuts.
enum TruncatedNormal {
  /// Its standard deviation: √(1 + (a φ(a) - b φ(b)) / Z - ((φ(a) - φ(b)) / Z)²), Z = Φ(b) - Φ(a).
  static func deviation(_ a: Double, _ b: Double) -> Double {
    let ends = SIMD2<Double>.normal(SIMD2(a, b))
    let share = ends.cumulative[1] - ends.cumulative[0]
    // A cut far out takes nothing away: there 0 × infinity would be no number.
    let first = (a * ends.density[0] - b * ends.density[1]) / share
    let second = (ends.density[0] - ends.density[1]) / share
    return max(0, 1 + first - second * second).squareRoot()
  }
}
