/// Gauss's and Legendre's rule with 20 points.
package enum GaussRule {
  private static let count = 20
  /// Points in (-1, 1) and their weights: zeros of Legendre's polynomial by Newton's method.
  private static let points: [(place: Double, weight: Double)] = (0..<count).map { index in
    var x = Turn.sineCosine((Double(index) + 0.75) / (2 * Double(count) + 1)).cosine
    var slope = 1.0
    for _ in 0..<20 {
      var (before, value) = (1.0, x)
      for degree in 2...count {
        let n = Double(degree)
        (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n)
      }
      slope = Double(count) * (x * value - before) / (x * x - 1)
      x -= value / slope
    }
    return (x, 2 / ((1 - x * x) * slope * slope))
  }

  /// ∫ f from `low` to `high`, exact for polynomials of degree 39.
  package static func integral(
    from low: Double, to high: Double, _ f: (Double) -> Double
  ) -> Double {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    var sum = 0.0
    for point in points { sum += point.weight * f(middle + half * point.place) }
    return half * sum
  }
}
