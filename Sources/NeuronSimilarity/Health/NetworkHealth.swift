package import TrainingModel

/// How signals go forward and errors back through a network at one moment.
package struct NetworkHealth: Sendable {
  /// One layer, over the rows that were measured.
  package struct Layer: Sendable {
    /// Counted from 1, the first hidden layer.
    package let layer: Int
    package let units: Int
    package let isOutput: Bool
    package let activation: Activation
    /// Mean and variance of the activations over rows and neurons.
    package let activationMean: Double
    package let activationVariance: Double
    /// Mean of the squared activations.
    package let activationMeanSquare: Double
    /// Variance over rows, averaged over neurons: what a layer tells of the rows apart, without what it
    /// answers to all of them.
    package let activationRowVariance: Double
    /// Neurons, as a share, whose slope is 0 on every row: nothing that comes back moves them.
    package let deadFraction: Double
    /// Neurons, as a share, whose activation is the same on every row.
    package let constantFraction: Double
    /// Activations, as a share, within 5 % of an end of the activation's range.
    package let saturatedFraction: Measured<Double>
    /// Root mean square over rows and neurons of the derivative of a row's loss by the
    /// pre-activation: the error that is sent back.
    package let backpropagated: Double
    /// Euclidean norms of the mean loss's gradient: it hides errors that vanish where activations
    /// are large, and the other way round.
    package let weightGradientNorm: Double
    package let biasGradientNorm: Double
    /// Gradient entries that are not exactly 0, and how many there are.
    package let movingWeights: Int
    package let weights: Int
    package let movingBiases: Int
    /// Frobenius norm of the weights.
    package let weightNorm: Double
    /// ‖ΔW‖ / ‖W‖ of the next update, were its batch the rows that were measured: ``NextUpdate``.
    package let updateRatio: Measured<Double>
    /// (Σ σ²)² / Σ σ⁴ and Σ σ² / max σ² of the weights, and the former of the activations less
    /// their means: directions in use.
    package let participationRatio: Measured<Double>
    package let stableRank: Measured<Double>
    package let activationParticipation: Measured<Double>
  }

  package let layers: [Layer]
  /// Rows that were measured, and those of the training set: all of them, or a ``RowSample``.
  package let rows: Int
  package let trainingRows: Int
  /// Mean loss over them.
  package let loss: Double

  /// Multiply-adds of the passes, by default.
  package static let budget = 300_000_000

  /// Measures `weights` over the rows of ``LabelledRows/init(probing:budget:)``.
  ///
  /// - Parameter step: the updates done; at 0 the optimiser has no memory, and the next update is
  ///   known for every rule.
  /// - Complexity: O(rows × parameters + units² × fan in).
  package init(
    _ weights: NetworkWeights, of spec: TrainingSpec, at step: Int, budget: Int = Self.budget,
    ranks: Bool = true
  ) {
    let probe = LabelledRows(probing: spec, budget: budget)
    let network = DenseNetwork(weights, of: spec)
    var pass = DensePass(network, probe)
    pass.goBack(through: network)
    let gradients = pass.gradient(of: network)
    let update = NextUpdate(network.layers, gradients, of: spec, at: step)
    rows = probe.rows
    trainingRows = spec.dataset.trainRows
    loss = pass.loss
    layers = network.layers.enumerated().map { index, layer in
      let gradient = gradients[index]
      let values = pass.activations[index]
      let count = Double(max(1, values.count))
      let mean = values.reduce(0, +) / count
      let norm = layer.weights.euclideanNorm
      let form = DenseMatrix(rows: layer.units, columns: layer.fanIn, values: layer.weights)
      let active = DenseMatrix(rows: probe.rows, columns: layer.units, values: values)
      return Layer(
        layer: index + 1, units: layer.units, isOutput: index + 1 == network.layers.count,
        activation: layer.activation, activationMean: mean,
        activationVariance: values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count,
        activationMeanSquare: values.meanSquare,
        activationRowVariance: active.centred.values.meanSquare,
        deadFraction: Self.share(of: layer.units) { unit in
          layer.activation != .linear
            && (0..<probe.rows).allSatisfy { pass.slopes[index][$0 * layer.units + unit] == 0 }
        },
        constantFraction: Self.share(of: layer.units) { unit in
          (0..<probe.rows).allSatisfy { values[$0 * layer.units + unit] == values[unit] }
        },
        saturatedFraction: layer.activation.saturation.map { range in
          .present(Double(values.count { abs($0 - range.centre) > range.reach }) / count)
        } ?? .absent(.doesNotSaturate),
        backpropagated: Double(probe.rows) * pass.deltas[index].meanSquare.squareRoot(),
        weightGradientNorm: gradient.weights.euclideanNorm,
        biasGradientNorm: gradient.biases.euclideanNorm,
        movingWeights: gradient.weights.count { $0 != 0 }, weights: gradient.weights.count,
        movingBiases: gradient.biases.count { $0 != 0 }, weightNorm: norm,
        updateRatio: Self.ratio(update?.norms[index], norm),
        participationRatio: ranks ? form.participationRatio : .absent(.notComputed),
        stableRank: ranks ? form.stableRank : .absent(.notComputed),
        activationParticipation: ranks
          ? active.centred.participationRatio : .absent(.notComputed))
    }
  }

  private static func ratio(_ moved: Double?, _ norm: Double) -> Measured<Double> {
    guard norm > 0 else { return .absent(norm == 0 ? .zeroVector : .notFinite) }
    guard let moved else { return .absent(.notComputed) }
    return norm.isFinite && moved.isFinite ? .present(moved / norm) : .absent(.notFinite)
  }

  private static func share(of units: Int, _ holds: (Int) -> Bool) -> Double {
    Double((0..<units).count(where: holds)) / Double(max(1, units))
  }

  /// The hidden layers.
  package var hidden: ArraySlice<Layer> { layers.dropLast() }
}

extension [Double] {
  /// ‖x‖, with the largest number taken out first, so that squares neither overflow nor vanish.
  var euclideanNorm: Double {
    let most = lazy.map(\.magnitude).max() ?? 0
    guard most > 0, most.isFinite else { return most }
    return most * reduce(0) { $0 + ($1 / most) * ($1 / most) }.squareRoot()
  }
}
