/// Rows that stand for all of their split: the same for every network on the same data.
package enum RowSample {
  /// `count` different training rows, ascending; of each class as many as its share of all rows comes
  /// to, the rest to those that rounding down took most from.
  ///
  /// - Precondition: `count` is at most the rows there are.
  /// - Complexity: O(rows × log rows).
  package static func rows(of data: Dataset, count: Int) -> [Int] {
    var random = RandomStream(seed: 1, purpose: .data)
    return rows(of: data.train, in: data, count: count, &random)
  }

  /// The same of either split, drawn from a stream of the caller's.
  static func rows(
    of split: Dataset.Split, in data: Dataset, count: Int, _ random: inout RandomStream
  ) -> [Int] {
    let rows = Array(0..<(split.targets.count / data.targetColumns))
    let groups: [[Int]]
    switch data.task {
    case .classification:
      let members = Dictionary(grouping: rows) { split.targets[$0] }
      groups = members.sorted { $0.key < $1.key }.map(\.value)
    case .regression:
      groups = [rows]
    }
    let shares = groups.map { Double($0.count) * Double(count) / Double(rows.count) }
    var counts = shares.map { Int($0) }
    let order = groups.indices.sorted {
      (shares[$1] - Double(counts[$1]), $0) < (shares[$0] - Double(counts[$0]), $1)
    }
    for group in order.prefix(count - counts.reduce(0, +)) { counts[group] += 1 }
    return zip(groups, counts).flatMap { members, count in
      var left = members
      // The first `count` steps of Fisher and Yates's shuffle.
      for place in 0..<count {
        let other = place + Int(random.nextInteger(below: UInt32(left.count - place)))
        left.swapAt(place, other)
      }
      return left.prefix(count)
    }.sorted()
  }
}
