/// Fewer rows that still show what a curve does.
package enum CurveDownsampling {
  /// `limit` of the rows of a curve with these values, ascending; all where there are no more.
  ///
  /// The first and last row always stay. Between them the rows are spread evenly, but for where the
  /// curve turns: of every two rows of the even spread and those around them, the highest row stays
  /// where it is a peak and the lowest where it is a trough, in place of the evenly spread one that is
  /// nearer. A peak is higher than the row before these rows and no lower than the one after them, so
  /// the highest row of a rise is none: a spike of one row is never lost, and a smooth curve keeps
  /// even rows. A value that is not finite counts as higher than any other.
  ///
  /// - Precondition: `limit` is at least 2.
  /// - Complexity: O(rows).
  package static func rows(of values: [Double?], limit: Int) -> [Int] {
    precondition(limit >= 2, "a curve needs its two ends")
    guard values.count > limit else { return Array(values.indices) }
    let last = values.count - 1
    let even = (0..<limit).map { $0 * last / (limit - 1) }
    var chosen = [0]
    var place = 1
    while place < limit - 1 {
      // Two at a time; three at the end of an odd number.
      let left = limit - 1 - place
      let end = place + (left == 3 ? 3 : min(2, left))
      let first = place == 1 ? 1 : between(even[place - 1], even[place])
      let limitRow = end == limit - 1 ? last : between(even[end - 1], even[end])
      chosen += rows(of: values, in: first..<limitRow, even: Array(even[place..<end]))
      place = end
    }
    chosen.append(last)
    return chosen
  }

  /// The first row that is nearer to the second of two.
  private static func between(_ first: Int, _ second: Int) -> Int { (first + second + 1) / 2 }

  /// As many of these rows as `even` has.
  private static func rows(of values: [Double?], in rows: Range<Int>, even: [Int]) -> [Int] {
    func height(_ row: Int) -> Double {
      guard let value = values[row], value.isFinite else { return .infinity }
      return value
    }
    let (before, after) = (height(rows.lowerBound - 1), height(rows.upperBound))
    var (low, high) = (rows.lowerBound, rows.lowerBound)
    for row in rows.dropFirst() {
      if height(row) < height(low) { low = row }
      if height(row) > height(high) { high = row }
    }
    var chosen: [Int] = []
    if height(high) > before, height(high) >= after { chosen.append(high) }
    if height(low) < before, height(low) <= after { chosen.append(low) }
    if chosen.count > even.count {
      // Room for one alone: that which stands out further.
      let rise = height(high) - max(before, after)
      chosen = [rise >= min(before, after) - height(low) ? high : low]
    }
    while chosen.count < even.count {
      let rest = even.filter { !chosen.contains($0) }
      let farthest = rest.max { distance($0, chosen) < distance($1, chosen) }
      guard let farthest else { break }
      chosen.append(farthest)
    }
    return chosen.sorted()
  }

  /// Rows to the nearest of those chosen.
  private static func distance(_ row: Int, _ chosen: [Int]) -> Int {
    chosen.map { abs($0 - row) }.min() ?? 0
  }
}
