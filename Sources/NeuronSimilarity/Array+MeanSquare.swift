extension [Double] {
  /// The mean of the squares.
  package var meanSquare: Double { reduce(0) { $0 + $1 * $1 } / Double(Swift.max(1, count)) }
}
