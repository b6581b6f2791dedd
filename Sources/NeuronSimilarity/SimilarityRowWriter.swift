/// Fills one row of a ``SimilarityRecord/Layer``: every place once.
struct SimilarityRowWriter {
  let numbers: UnsafeMutablePointer<Double>
  /// ``Absence/code``, or 0 where there is a number.
  let absences: UnsafeMutablePointer<UInt8>

  func put(_ value: Double, at place: Int) { numbers[place] = value }

  func put(_ absence: Absence, at places: Range<Int>) {
    for place in places { absences[place] = absence.code }
  }

  /// A kind that there is none of.
  func put(_ absence: Absence, of kind: SimilarityKind) {
    let first = SimilarityPlace.first(of: kind)
    put(absence, at: first..<first + SimilarityPlace.ofPairs)
  }

  func put(_ measured: Measured<Double>, at place: Int) {
    switch measured {
    case .present(let value): put(value, at: place)
    case .absent(let absence): put(absence, at: place..<place + 1)
    }
  }

  func put(_ summary: Measured<PairSummary>, of kind: SimilarityKind) {
    let first = SimilarityPlace.first(of: kind)
    switch summary {
    case .present(let pairs):
      put(pairs.mean, at: first)
      put(pairs.min, at: first + 1)
      put(pairs.lowerQuartile, at: first + 2)
      put(pairs.median, at: first + 3)
      put(pairs.upperQuartile, at: first + 4)
      put(pairs.max, at: first + 5)
    case .absent(let absence):
      put(absence, at: first..<first + SimilarityPlace.largestDifference)
    }
  }

  func put(_ spread: Measured<VectorSpread>, of kind: SimilarityKind) {
    let first = SimilarityPlace.first(of: kind)
    switch spread {
    case .present(let spread):
      put(spread.largestDifference, at: first + SimilarityPlace.largestDifference)
      put(spread.leastNorm, at: first + SimilarityPlace.norms)
      put(spread.greatestNorm, at: first + SimilarityPlace.norms + 1)
    case .absent(let absence):
      put(
        absence, at: first + SimilarityPlace.largestDifference..<first + SimilarityPlace.ofPairs)
    }
  }
}
