internal import Experiments
internal import NeuronSimilarity
internal import TrainingModel
internal import WebRouting

extension MatrixSelection {
  private static let layers = 1...10_000

  /// What a query asks for by `layer` and `of`.
  init(_ query: CheckedQuery) throws(Problem) {
    self.init(
      layer: try query.integer("layer", in: Self.layers) ?? 1,
      kind: try query.choice("of", of: SimilarityKind.self) ?? .incoming)
  }

  /// Throws 422 where the network has no such layer, it is too wide, or it feeds no other.
  func check(_ spec: TrainingSpec) throws(Problem) {
    guard layer <= spec.layers.count else {
      throw refusal(
        "no_such_layer", "This network has layers 1 to \(spec.layers.count), the last its output.")
    }
    let units = spec.layers[layer - 1].units
    guard units <= Self.widest else {
      throw refusal(
        "too_wide",
        "Layer \(layer) has \(units) neurons; a matrix is given for at most \(Self.widest). The"
          + " summaries of /similarity have no such limit.")
    }
    guard kind != .outgoing || layer < spec.layers.count else {
      throw refusal("no_outgoing_weights", "Layer \(layer) is the output: it feeds no other.")
    }
  }

  private func refusal(_ code: String, _ detail: String) -> Problem {
    let name = code == "no_outgoing_weights" ? "of" : "layer"
    return Problem(
      .unavailableSelection, detail,
      errors: [Problem.fault(parameter: name, code: code, detail)])
  }
}
