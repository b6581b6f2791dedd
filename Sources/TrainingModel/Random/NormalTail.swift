internal import Kernels

/// The far upper tail of the standard normal distribution, where 1 - Φ underflows: all in logarithms.
///
/// With R(x) = (1 - Φ(x)) / φ(x), Mills's ratio, (1 - Φ(a + t)) / (1 - Φ(a)) is
/// exp(-a t - t² / 2) R(a + t) / R(a).
enum NormalTail {
  /// From here on 1 - Φ is not to be had from ``NormalQuantile``.
  static let least = 37.0

  /// The number of the distribution held from `low` to `high` below which a share of it lies.
  ///
  /// - Precondition: `least` ≤ `low` ≤ `high`; `share` lies strictly between 0 and 1.
  static func value(from low: Double, to high: Double, share: Double) -> Double {
    let ratio = millsRatio(low)
    func logarithm(_ t: Double) -> Double {
      -t * (low + t / 2) + log(millsRatio(low + t) / ratio)
    }
    let beyond = exp(logarithm(high - low))
    let wanted = log(1 - share * (1 - beyond))
    // The logarithm is concave and nearly straight: Newton's method from the exponential
    // distribution's answer.
    var t = -wanted / low
    for _ in 0..<6 { t += (logarithm(t) - wanted) * millsRatio(low + t) }
    return min(max(low + t, low), high)
  }

  /// 1 / (x + 1 / (x + 2 / (x + …))), right to the last bits beyond ``least``.
  private static func millsRatio(_ x: Double) -> Double {
    var rest = x
    for term in stride(from: 12.0, through: 1, by: -1) { rest = x + term / rest }
    return 1 / rest
  }

  private static func log(_ x: Double) -> Double { SIMD2<Double>.log(SIMD2(repeating: x))[0] }

  private static func exp(_ x: Double) -> Double { SIMD2<Double>.exp(SIMD2(repeating: x))[0] }
}
