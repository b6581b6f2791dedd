package import TrainingModel

/// The gradient of the mean loss, weight by weight, in float64.
package struct LossGradients: Sendable {
  /// In the form of the parameters.
  package let layers: [NetworkWeights.Layer]
  /// By layer the root mean square error sent back to each neuron's activation, (units) each: the
  /// derivative of the loss by the activation, before the neuron's own slope.
  package let errors: [[Double]]

  /// How far apart derivatives that are equal by mathematics may come out.
  package static let rounding = 1e-12

  /// Over the rows that ``NetworkHealth`` takes.
  ///
  /// - Complexity: O(rows × parameters).
  package init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    let probe = LabelledRows(probing: spec, budget: NetworkHealth.budget)
    let network = DenseNetwork(weights, of: spec)
    var pass = DensePass(network, probe)
    pass.goBack(through: network)
    layers = pass.gradient(of: network)
    errors = network.layers.indices.dropLast().map { index in
      let above = network.layers[index + 1]
      let sent = DensePass.pulledBack(pass.sumDeltas[index + 1], through: above, rows: probe.rows)
      return (0..<above.fanIn).map { unit in
        (0..<probe.rows).map { sent[$0 * above.fanIn + unit] }.meanSquare.squareRoot()
          * Double(probe.rows)
      }
    }
  }
}
