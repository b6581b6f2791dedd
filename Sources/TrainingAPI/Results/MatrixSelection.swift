internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel

/// Which matrix a client wants: `?layer=&of=`; the step is chosen among the snapshots.
struct MatrixSelection: Sendable {
  /// The widest layer whose matrix is given: a million numbers.
  static let widest = 1024
  private static let layers = 1...10_000

  /// Counted from 1, the first hidden layer.
  var layer: Int
  var kind: SimilarityKind

  init(_ query: CheckedQuery) throws(Problem) {
    layer = try query.integer("layer", in: Self.layers) ?? 1
    kind = try query.choice("of", of: SimilarityKind.self) ?? .incoming
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

  /// The matrix at a snapshot. O(units² × length of a neuron's vector), and for activations and
  /// gradients a pass over the data.
  ///
  /// - Precondition: `check` has passed.
  func matrix(
    of weights: NetworkWeights, at step: Int, _ spec: TrainingSpec
  ) -> SimilarityMatrix? {
    switch kind {
    case .incoming:
      return .ofRows(weights.layers[layer - 1], limit: Self.widest)
    case .outgoing:
      return .ofColumns(weights.layers[layer], limit: Self.widest)
    case .activation, .gradient:
      return .of(
        kind, layer: layer, in: Observation(of: weights, in: spec, at: step), limit: Self.widest)
    }
  }

  /// `{"layer", "of", "step", "units", "values": [[…]], "norms": […], "reasons": […]}`:
  /// null where a neuron has no direction, and `reasons` says why for each such neuron.
  func json(_ matrix: SimilarityMatrix, step: Int) -> Pieces {
    let rows = Pieces.ranges(of: matrix.values.count, by: max(1, Pieces.numbers / matrix.units))
    return Pieces(count: rows.count + 2) { index in
      if index == 0 {
        let start =
          #"{"layer":\#(layer),"of":"\#(kind.rawValue)","step":\#(step),"units":\#(matrix.units)"#
        return Array((start + #","values":["#).utf8)
      }
      guard index <= rows.count else { return end(of: matrix) }
      var writer = JSONWriter(reservingCapacity: 20 * Pieces.numbers)
      writer.array {
        for row in rows[index - 1] {
          $0.numbersOrNulls(matrix.values[row].map { $0 ?? .nan })
        }
      }
      return (index > 1 ? [UInt8(ascii: ",")] : []) + writer.bytes.dropFirst().dropLast()
    }
  }

  /// The members behind `values`.
  private func end(of matrix: SimilarityMatrix) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("norms") { $0.numbersOrNulls(matrix.norms.map { $0 ?? .nan }) }
      $0.member("reasons") {
        $0.array { writer in
          for (neuron, absence) in zip(matrix.neurons, matrix.absences) {
            guard let absence else { continue }
            writer.object {
              $0.member("neuron", .number(JSONNumber(neuron)))
              $0.member("reason", .string(absence.rawValue))
            }
          }
        }
      }
    }
    return Array("],".utf8) + writer.bytes.dropFirst()
  }
}
