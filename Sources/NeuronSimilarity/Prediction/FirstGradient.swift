package import TrainingModel

/// The gradient of the loss at the start of a training, over the rows that fit a budget.
package struct FirstGradient: Sendable {
  /// One layer's part.
  package struct Layer: Sendable {
    /// Counted from 1, the first hidden layer.
    package let layer: Int
    package let units: Int
    package let isOutput: Bool
    /// Euclidean norms of the mean loss's gradient.
    package let weightNorm: Double
    package let biasNorm: Double
    /// Gradient entries that are not exactly 0, and how many there are.
    package let movingWeights: Int
    package let weights: Int
    package let movingBiases: Int

    /// Whether the first step moves the layer.
    package var moves: Bool { movingWeights + movingBiases > 0 }
  }

  package let layers: [Layer]
  /// Rows that were measured: all of the training set, or a ``RowSample``.
  package let rows: Int
  /// Mean loss over them.
  package let loss: Double

  /// - Parameter budget: multiply-adds of the passes.
  /// - Complexity: O(rows × parameters).
  package init(_ start: NetworkWeights, of spec: TrainingSpec, budget: Int) {
    let probe = LabelledRows(probing: spec, budget: budget)
    let network = DenseNetwork(start, of: spec)
    var pass = DensePass(network, probe)
    pass.goBack(through: network)
    rows = probe.rows
    loss = pass.loss
    layers = pass.gradient(of: network).enumerated().map { index, gradient in
      Layer(
        layer: index + 1, units: gradient.units, isOutput: index + 1 == network.layers.count,
        weightNorm: gradient.weights.euclideanNorm, biasNorm: gradient.biases.euclideanNorm,
        movingWeights: gradient.weights.count { $0 != 0 }, weights: gradient.weights.count,
        movingBiases: gradient.biases.count { $0 != 0 })
    }
  }

  /// The hidden layers.
  package var hidden: ArraySlice<Layer> { layers.dropLast() }
}
