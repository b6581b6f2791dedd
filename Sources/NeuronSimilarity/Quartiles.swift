/// The quartiles of a sample, between order statistics by linear interpolation.
///
/// The quantile q of n values lies at place (n - 1) q of their ascending order, counted from 0: type
/// 7 of R. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician
/// 50 (1996), and what NumPy's `quantile` gives.
package struct Quartiles {
  package let lower: Double
  package let median: Double
  package let upper: Double

  /// - Precondition: `values` are finite and at least one.
  /// - Complexity: O(n) where they are spread, O(n log n) at worst.
  package init(of values: [Double]) {
    precondition(!values.isEmpty, "no values")
    let last = values.count - 1
    let places = [1, 2, 3].map { (below: last * $0 / 4, share: Double(last * $0 % 4) / 4) }
    let ranks = places.flatMap { [$0.below, min($0.below + 1, last)] }
    let found = Self.orderStatistics(ranks, of: values)
    let quantiles = places.indices.map { index in
      let (below, above) = (found[2 * index], found[2 * index + 1])
      return below + (above - below) * places[index].share
    }
    (lower, median, upper) = (quantiles[0], quantiles[1], quantiles[2])
  }

  /// The values at some places of the ascending order, counted from 0.
  private static func orderStatistics(_ ranks: [Int], of values: [Double]) -> [Double] {
    // Sorting all of many takes ten times as long as sharing them out and sorting three shares.
    guard values.count > 256, let least = values.min(), let most = values.max(), least < most
    else {
      let sorted = values.sorted()
      return ranks.map { sorted[$0] }
    }
    let scale = Double(bucketCount - 1) / (most - least)
    func bucket(_ value: Double) -> Int { Int((value - least) * scale) }
    var counts = [Int](repeating: 0, count: bucketCount)
    for value in values { counts[bucket(value)] += 1 }
    var sorted: [Int: [Double]] = [:]
    return ranks.map { rank in
      var (index, before) = (0, 0)
      while before + counts[index] <= rank {
        before += counts[index]
        index += 1
      }
      if sorted[index] == nil { sorted[index] = values.filter { bucket($0) == index }.sorted() }
      return sorted[index]![rank - before]
    }
  }

  private static let bucketCount = 256
}
