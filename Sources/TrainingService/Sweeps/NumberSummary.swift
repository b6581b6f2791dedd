package import NeuronSimilarity
package import StrictJSON

/// How finite numbers are distributed.
package struct NumberSummary: Sendable {
  package let count: Int
  package let mean: Double
  /// The standard deviation with n - 1 below the sum; nil of a single number.
  package let deviation: Double?
  package let least: Double
  /// By linear interpolation between neighbours in order (Hyndman and Fan 1996, definition 7).
  package let quartiles: Quartiles
  package let most: Double

  /// The summary, or nil of no numbers.
  ///
  /// - Complexity: O(n) where they are spread, O(n log n) at worst.
  package init?(_ numbers: [Double]) {
    guard let least = numbers.min(), let most = numbers.max() else { return nil }
    count = numbers.count
    let average = numbers.reduce(0, +) / Double(count)
    // The sum rounds: the mean of equal numbers is that number.
    mean = max(least, min(most, average))
    let squares = numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    deviation =
      count < 2 ? nil : least == most ? 0 : (squares / Double(count - 1)).squareRoot()
    quartiles = Quartiles(of: numbers)
    (self.least, self.most) = (least, most)
  }

  /// The members by name, in order.
  package var members: [(name: String, value: JSONValue)] {
    [
      ("count", .number(JSONNumber(count))), ("mean", Self.json(mean)),
      ("deviation", deviation.map(Self.json) ?? .null), ("min", Self.json(least)),
      ("lower_quartile", Self.json(quartiles.lower)), ("median", Self.json(quartiles.median)),
      ("upper_quartile", Self.json(quartiles.upper)), ("max", Self.json(most)),
    ]
  }

  /// The names of the members, in order.
  package static let names = [
    "count", "mean", "deviation", "min", "lower_quartile", "median", "upper_quartile", "max",
  ]

  /// A deviation of huge numbers may have no finite value.
  private static func json(_ number: Double) -> JSONValue {
    JSONNumber(number).map(JSONValue.number) ?? .null
  }
}
