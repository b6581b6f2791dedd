/// Averages over standard normal variables.
enum GaussianAverage {
  private static let reach = 10.0

  /// E f(z): the midpoint rule with 2,000 points on ±10, beyond which the density is below 1e-22.
  ///
  /// Exact to rounding for smooth f, and for those with an even corner at 0, which no point meets.
  static func of(_ f: (Double) -> Double) -> Double {
    let count = 2000
    let width = 2 * reach / Double(count)
    var (sum, total) = (0.0, 0.0)
    for index in 0..<count {
      let z = -reach + (Double(index) + 0.5) * width
      let weight = exponential(-z * z / 2)
      total += weight
      sum += weight * f(z)
    }
    return sum / total
  }

  /// E f(z₁, z₂) of two independent ones, with 200 × 200 points.
  static func ofPair(_ f: (Double, Double) -> Double) -> Double {
    let count = 200
    let width = 2 * reach / Double(count)
    let points = (0..<count).map { -reach + (Double($0) + 0.5) * width }
    let weights = points.map { exponential(-$0 * $0 / 2) }
    let total = weights.reduce(0, +)
    var sum = 0.0
    for (first, x) in points.enumerated() where weights[first] > 1e-18 {
      var row = 0.0
      for (second, y) in points.enumerated() where weights[second] > 1e-18 {
        row += weights[second] * f(x, y)
      }
      sum += weights[first] * row
    }
    return sum / (total * total)
  }
}
