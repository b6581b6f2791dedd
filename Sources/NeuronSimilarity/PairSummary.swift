/// Mean, minimum and maximum of a similarity over all pairs of neurons that have one.
///
/// Cosines and correlations lie in [-1, 1]; 1 is the same direction, not the same vector.
public struct PairSummary: Sendable, Equatable {
  /// The mean over the pairs.
  public var mean: Double
  /// The least alike pair's.
  public var min: Double
  /// The most alike pair's.
  public var max: Double

  /// A summary of these values.
  public init(mean: Double, min: Double, max: Double) {
    self.mean = mean
    self.min = min
    self.max = max
  }

  /// Sums up the pairs i < j of `vectors`.
  ///
  /// Neurons without a direction are left out; where fewer than two are left, the answer is the
  /// reason of the first left out.
  ///
  /// - Complexity: O(distinct² × length).
  static func of(_ vectors: UnitVectors) -> Measured<PairSummary> {
    guard vectors.rowOfNeuron.count > 1 else { return .absent(.singleNeuron) }
    let multiplicities = vectors.multiplicities
    let defined = multiplicities.reduce(0, +)
    guard defined > 1 else {
      // All neurons, or all but one of at least two, have no direction.
      return .absent(vectors.rowOfNeuron.lazy.compactMap(\.absence).first!)
    }
    var total = 0.0
    var least = Double.infinity
    var most = -Double.infinity
    PairProducts.forEachRow(of: vectors) { row, products in
      let weight = multiplicities[row]
      // Pairs of one row's own neurons are exactly 1.
      if weight > 1 {
        total += Double(weight * (weight - 1) / 2)
        most = 1
        least = Swift.min(least, 1)
      }
      var rowTotal = 0.0
      for other in products.indices.dropFirst() {
        let product = products[other]
        rowTotal += product * Double(multiplicities[other])
        least = product < least ? product : least
        most = product > most ? product : most
      }
      total += rowTotal * Double(weight)
    }
    let mean = total / Double(defined * (defined - 1) / 2)
    // Rounding may take a mean of nearly equal values past them.
    return .present(
      PairSummary(mean: Swift.max(least, Swift.min(most, mean)), min: least, max: most))
  }
}
