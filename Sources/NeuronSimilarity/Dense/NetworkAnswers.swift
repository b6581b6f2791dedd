package import TrainingModel

/// What a network and one of its layers answer to rows, in float64, some rows at a time.
///
/// Nothing is left out and no noise is added, as when losses are recorded; batch normalisation takes
/// the means and scales of the whole training set.
package struct NetworkAnswers: Sendable {
  /// Rows that pass through at once at most, and numbers that they may make in all layers.
  private static let (mostRows, mostNumbers) = (256, 4_000_000)

  /// What some rows make of a layer and of the whole network.
  package struct Piece: Sendable {
    /// (rows, units of the layer), after its activation.
    package let values: [Double]
    /// (rows, outputs): logits where the loss takes them.
    package let outputs: [Double]
    /// Mean loss over the rows; of no meaning for rows without targets.
    package let loss: Double
  }

  package let loss: LossFunction
  package let outputs: Int
  /// Rows to be answered at once: what they make takes about 100 MB at the most.
  package let rowsAtOnce: Int
  private let network: DenseNetwork
  private let layer: Int
  private let reference: DensePass?

  /// The answers of `layer`, counted from 1, of a network with these weights.
  ///
  /// - Parameter training: what batch normalisation takes its means and scales of; only there needed.
  /// - Precondition: the weights fit the spec's architecture, which has the layer.
  /// - Complexity: O(1); with batch normalisation a pass of the training set.
  package init(
    _ weights: NetworkWeights, of spec: TrainingSpec, layer: Int, training: Dataset?
  ) {
    let network = DenseNetwork(weights, of: spec)
    self.network = network
    loss = spec.training.loss
    outputs = spec.outputs
    rowsAtOnce = max(1, min(Self.mostRows, Self.mostNumbers / spec.widths.reduce(0, +)))
    self.layer = layer
    reference =
      spec.normalizesBatches
      ? training.map {
        DensePass(network, LabelledRows($0.train, of: $0, outputs: spec.outputs))
      } : nil
  }

  /// The answers to rows with their targets.
  ///
  /// - Complexity: O(rows × parameters).
  package func answers(to split: Dataset.Split, of data: Dataset) -> Piece {
    let pass = DensePass(
      network, LabelledRows(split, of: data, outputs: outputs), keeping: reference)
    return Piece(
      values: pass.activations[layer - 1], outputs: pass.activations.last ?? [], loss: pass.loss)
  }

  /// The answers to rows (rows, inputs) of which no targets are known.
  ///
  /// - Complexity: O(rows × parameters).
  package func answers(to inputs: [Double]) -> Piece {
    let rows = inputs.count / max(1, network.inputs)
    let split = Dataset.Split(
      inputs: inputs, targets: [Double](repeating: 0, count: rows * outputs))
    return answers(
      to: split,
      of: Dataset(features: network.inputs, task: .regression(outputs: outputs), train: split))
  }

  /// The class that each row of `answers`, (rows, outputs), is taken for: the first of the largest
  /// outputs, or for one output the side of the middle: logit 0, or ½ for the squared error.
  package func classes(of answers: [Double]) -> [Int] {
    if outputs == 1 { return answers.map { $0 > (loss.takesLogits ? 0 : 0.5) ? 1 : 0 } }
    return stride(from: 0, to: answers.count, by: outputs).map { start in
      (1..<outputs).reduce(0) { answers[start + $1] > answers[start + $0] ? $1 : $0 }
    }
  }
}
