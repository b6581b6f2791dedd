internal import Kernels

/// Mean and standard deviation of the standard normal distribution between two cuts.
///
/// By Gauss's rule on the density over its largest value between the cuts. The closed forms take
/// differences of numbers that nearly cancel where both cuts lie on one side, or close together.
package struct TruncatedNormal {
  package let mean: Double
  package let deviation: Double

  /// - Precondition: `low` is at most `high`, neither is NaN.
  package init(from low: Double, to high: Double) {
    guard low < high else {
      (mean, deviation) = (low, 0)
      return
    }
    // Where the density is largest; moments are taken about it.
    let mode = min(max(0, low), high)
    // The density falls by e within this from the mode, or sooner.
    let width = min(1, 1 / abs(mode))
    func moment(_ f: (Double) -> Double) -> Double {
      let below = Self.integral(upTo: mode - low, width: width) { f(-$0) * Self.density(-$0, mode) }
      let above = Self.integral(upTo: high - mode, width: width) { f($0) * Self.density($0, mode) }
      return below + above
    }
    let mass = moment { _ in 1 }
    let centre = moment { $0 } / mass
    mean = mode + centre
    deviation = (moment { ($0 - centre) * ($0 - centre) } / mass).squareRoot()
  }

  /// φ(mode + t) / φ(mode).
  private static func density(_ t: Double, _ mode: Double) -> Double {
    SIMD2<Double>.exp(SIMD2(repeating: -t * (mode + t / 2)))[0]
  }

  /// ∫ f from 0 on, in panels; past 40 widths nothing is left.
  private static func integral(
    upTo end: Double, width: Double, _ f: (Double) -> Double
  ) -> Double {
    var (low, sum) = (0.0, 0.0)
    while low < min(end, 40 * width) {
      let high = min(low + width, end)
      sum += GaussRule.integral(from: low, to: high, f)
      low = high
    }
    return sum
  }
}
