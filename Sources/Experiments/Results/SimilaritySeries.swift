internal import NeuronSimilarity

/// The series of a layer's similarity, in the order of the API and of what is stored: a new one goes to
/// the end of each list, and of `SimilarityPlace`.
package enum SimilaritySeries {
  /// What is told of each kind's pairs.
  static let ofPairs = [
    "mean", "min", "lower_quartile", "median", "upper_quartile", "max", "largest_difference",
    "smallest_norm", "largest_norm",
  ]
  /// What is told beside the kinds.
  static let ofLayer = ["effective_rank", "turned_degrees", "norm_ratio", "distinct_directions"]

  /// All, by the place of their members in the layer's object.
  package static let pointers =
    ["distinct_neurons"]
    + SimilarityKind.allCases.flatMap { kind in ofPairs.map { "\(kind.rawValue)/\($0)" } } + ofLayer

  /// Where the reasons of a series are told: of all series of pairs under their kind's name, but of
  /// what is told of vectors apart.
  static func reasonsName(of pointer: String) -> String {
    let parts = pointer.split(separator: "/")
    guard parts.count == 2 else { return pointer }
    return parts[1] == "largest_difference" || parts[1].hasSuffix("_norm")
      ? "\(parts[0])_spread" : String(parts[0])
  }
}
