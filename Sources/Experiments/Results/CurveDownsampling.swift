/// Fewer rows that still show what a curve does.
package enum CurveDownsampling {
  /// At most `limit` of the rows of a curve with these values, ascending.
  ///
  /// The first and last row always stay. The rows between are cut into buckets of equally many, and
  /// of each bucket the rows of its smallest and its largest value stay: a spike of one row is
  /// never lost, where taking every nth row loses it. A value that is not finite counts as larger
  /// than any other. All rows stay where there are no more than `limit`.
  ///
  /// - Precondition: `limit` is at least 2.
  /// - Complexity: O(rows).
  package static func rows(of values: [Double?], limit: Int) -> [Int] {
    precondition(limit >= 2, "a curve needs its two ends")
    guard values.count > limit else { return Array(values.indices) }
    let last = values.count - 1
    let buckets = (limit - 2) / 2
    var chosen = [0]
    for bucket in 0..<buckets {
      // Rows 1 to last - 1, more than twice as many as there are buckets: none is shorter than 2.
      let first = 1 + bucket * (last - 1) / buckets
      let end = 1 + (bucket + 1) * (last - 1) / buckets
      let extremes = extremes(of: values, in: first..<end)
      chosen.append(min(extremes.low, extremes.high))
      if extremes.low != extremes.high { chosen.append(max(extremes.low, extremes.high)) }
    }
    chosen.append(last)
    return chosen
  }

  private static func extremes(of values: [Double?], in rows: Range<Int>) -> (low: Int, high: Int) {
    func height(_ row: Int) -> Double {
      guard let value = values[row], value.isFinite else { return .infinity }
      return value
    }
    var low = rows.lowerBound
    var high = rows.lowerBound
    for row in rows.dropFirst() {
      if height(row) < height(low) { low = row }
      // The last of equal ones, so that a level bucket keeps two rows.
      if height(row) >= height(high) { high = row }
    }
    return (low, high)
  }
}
