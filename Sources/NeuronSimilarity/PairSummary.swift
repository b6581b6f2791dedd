internal import TrainingModel

/// Mean, extremes and quartiles of a similarity over all pairs of neurons that have one.
///
/// Cosines and correlations lie in [-1, 1]; 1 is the same direction, not the same vector.
package struct PairSummary: Sendable, Equatable {
  /// The mean over the pairs.
  package var mean: Double
  /// The least alike pair's.
  package var min: Double
  /// The most alike pair's.
  package var max: Double
  /// A quarter, half and three quarters of the pairs are at most this much alike: quantiles by linear
  /// interpolation, as NumPy gives them.
  package var lowerQuartile: Double
  package var median: Double
  package var upperQuartile: Double

  /// A summary of these values.
  package init(
    mean: Double, min: Double, max: Double, lowerQuartile: Double, median: Double,
    upperQuartile: Double
  ) {
    self.mean = mean
    self.min = min
    self.max = max
    self.lowerQuartile = lowerQuartile
    self.median = median
    self.upperQuartile = upperQuartile
  }

  /// Sums up the pairs i < j of `vectors`.
  ///
  /// Neurons without a direction are left out; where fewer than two are left, the answer is the
  /// reason of the first left out.
  ///
  /// - Parameter isInterrupted: asked every few milliseconds whether to give up; the answer is then
  ///   `.notComputed`.
  /// - Complexity: O(distinct² × length + neurons²).
  static func of(
    _ vectors: UnitVectors, isInterrupted: () -> Bool = { false }
  ) -> Measured<PairSummary> {
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
    var pairs: [Double] = []
    pairs.reserveCapacity(defined * (defined - 1) / 2)
    PairProducts.forEachRow(of: vectors, isInterrupted: isInterrupted) { row, products in
      let weight = multiplicities[row]
      // Pairs of one row's own neurons are exactly 1.
      if weight > 1 {
        total += Double(weight * (weight - 1) / 2)
        pairs.append(contentsOf: repeatElement(1, count: weight * (weight - 1) / 2))
        most = 1
        least = Swift.min(least, 1)
      }
      var rowTotal = 0.0
      for other in products.indices.dropFirst() {
        let product = products[other]
        for _ in 0..<weight &* multiplicities[other] { pairs.append(product) }
        rowTotal += product * Double(multiplicities[other])
        least = product < least ? product : least
        most = product > most ? product : most
      }
      total += rowTotal * Double(weight)
    }
    if isInterrupted() || Interruption.current.isRequested { return .absent(.notComputed) }
    let mean = total / Double(defined * (defined - 1) / 2)
    // Rounding may take a mean of nearly equal values past them.
    let quartiles = Quartiles(of: pairs)
    return .present(
      PairSummary(
        mean: Swift.max(least, Swift.min(most, mean)), min: least, max: most,
        lowerQuartile: quartiles.lower, median: quartiles.median, upperQuartile: quartiles.upper))
  }
}
