/// Finds the name that a person probably meant.
package enum NearName {
  /// Longer texts are no slip of anyone's, and the search is quadratic.
  package static let longest = 64

  /// The candidate nearest to `name`, or `nil` where none is near.
  ///
  /// Compared without regard to case, `-` and spaces: the same name; then the first that `name`
  /// begins (`xavier` of `xavier_uniform`) or whose initials it is (`mse`, `lr`); then the one with
  /// the fewest edits, at most a third of the length, one at least and three at most.
  /// - Complexity: O(candidates × length²).
  package static func nearest<Names: Sequence<String>>(to name: String, among names: Names)
    -> String?
  {
    guard name.utf8.count <= longest else { return nil }
    let folded = fold(name)
    guard !folded.isEmpty else { return nil }
    let candidates = names.filter { $0.utf8.count <= longest }
    if let same = candidates.first(where: { fold($0) == folded }) { return same }
    if let begun = candidates.first(where: { fold($0).starts(with: folded + [separator]) }) {
      return begun
    }
    if folded.count > 1, let short = candidates.first(where: { initials($0) == folded }) {
      return short
    }
    let allowed = min(3, max(1, folded.count / 3))
    let near = candidates.map { ($0, edits(from: folded, to: fold($0))) }
      .min { $0.1 < $1.1 }
    guard let (candidate, distance) = near, distance <= allowed, distance < folded.count
    else { return nil }
    return candidate
  }

  private static let separator = UInt8(ascii: "_")

  private static func fold(_ name: String) -> [UInt8] {
    name.lowercased().utf8.map {
      $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") ? separator : $0
    }
  }

  private static func initials(_ name: String) -> [UInt8] {
    fold(name).split(separator: separator).compactMap(\.first)
  }

  /// Insertions, deletions, replacements and swaps of neighbours that make one text the other, no
  /// part of a text edited twice (Damerau 1964; "optimal string alignment").
  package static func edits(from source: [UInt8], to target: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: target.count + 1)
    var last = Array(0...target.count)
    for (i, byte) in source.enumerated() {
      var current = [i + 1] + [Int](repeating: 0, count: target.count)
      for (j, other) in target.enumerated() {
        var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (byte == other ? 0 : 1))
        if i > 0, j > 0, byte == target[j - 1], source[i - 1] == other {
          best = min(best, beforeLast[j - 1] + 1)
        }
        current[j + 1] = best
      }
      (beforeLast, last) = (last, current)
    }
    return last[target.count]
  }
}
