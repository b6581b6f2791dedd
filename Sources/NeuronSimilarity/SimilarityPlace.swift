/// Where each series of a layer stands in a row of ``SimilarityRecord/Layer``: in the order of the API
/// and of what is stored.
package enum SimilarityPlace {
  /// Numbers of a row.
  package static var count: Int { distinctDirections + 1 }

  static var distinctNeurons: Int { 0 }
  static var effectiveRank: Int { first(of: .gradient) + ofPairs }
  static var turnedDegrees: Int { effectiveRank + 1 }
  static var normRatio: Int { effectiveRank + 2 }
  static var distinctDirections: Int { effectiveRank + 3 }

  /// Numbers of one kind of vectors: mean, least, lower quartile, median, upper quartile and greatest of
  /// the pairs, then ``largestDifference``, and from ``norms`` on the least and the greatest norm.
  static var ofPairs: Int { 9 }
  static var largestDifference: Int { 6 }
  static var norms: Int { 7 }

  /// The first place of a kind.
  static func first(of kind: SimilarityKind) -> Int {
    switch kind {
    case .incoming: distinctNeurons + 1
    case .outgoing: first(of: .incoming) + ofPairs
    case .activation: first(of: .outgoing) + ofPairs
    case .gradient: first(of: .activation) + ofPairs
    }
  }
}
