package import ByteCoding
package import NeuronSimilarity
internal import StrictJSON
internal import TrainingEngine
package import TrainingModel

/// Which matrix a client wants: `?layer=&of=`; the step is chosen among the snapshots.
package struct MatrixSelection: Sendable {
  /// The widest layer whose matrix is given: a million numbers.
  package static let widest = 1024

  /// Counted from 1, the first hidden layer.
  package var layer: Int
  package var kind: SimilarityKind

  package init(layer: Int, kind: SimilarityKind) {
    self.layer = layer
    self.kind = kind
  }

  /// Whether the data's rows must pass through the network.
  package var readsRows: Bool { kind == .activation || kind == .gradient }

  /// The matrix at a snapshot. O(units² × length of a neuron's vector), and for activations and
  /// gradients a pass over the data.
  ///
  /// - Precondition: the network has the layer, it is not too wide, and it has such vectors; where the
  ///   matrix ``readsRows``, those of a stored data set have been fetched.
  package func matrix(
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

  /// The training rows that a gradient at a step is over, of which activations take 1,024 at most; nil
  /// where these are all rows at every step, and for weights.
  package func rows(at step: Int, _ spec: TrainingSpec) -> Int? {
    guard spec.recordsSamples, readsRows else { return nil }
    let all = spec.dataset.trainRows
    return spec.recordsSample(at: step) ? spec.recording.rowsBetween(of: all) : all
  }

  /// `{"layer", "of", "step", "units", "train_rows", "values": [[…]], "norms": […], "reasons": […]}`:
  /// null where a neuron has no direction, and `reasons` says why for each such neuron; `rows` of a
  /// sample as `train_rows`.
  package func json(_ matrix: SimilarityMatrix, step: Int, rows measured: Int? = nil) -> Pieces {
    let rows = Pieces.ranges(of: matrix.values.count, by: max(1, Pieces.numbers / matrix.units))
    return Pieces(count: rows.count + 2) { index in
      if index == 0 {
        let start =
          #"{"layer":\#(layer),"of":"\#(kind.rawValue)","step":\#(step),"units":\#(matrix.units)"#
        let rows = measured.map { #","train_rows":\#($0)"# } ?? ""
        return Array((start + rows + #","values":["#).utf8)
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
