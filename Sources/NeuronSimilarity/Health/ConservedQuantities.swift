package import TrainingModel

/// ‖incoming‖² + b² - ‖outgoing‖² of each neuron, which gradient flow keeps where the activation is
/// homogeneous (linear, ReLU, leaky ReLU): S. Du, W. Hu and J. Lee, NeurIPS 2018.
///
/// Steps of finite length let it drift.
package enum ConservedQuantities {
  /// The quantity of each neuron of a hidden layer, counted from 1.
  ///
  /// - Returns: `.noOutgoingWeights` for the output layer; `.notConserved` for an activation that is
  ///   not homogeneous, where nothing is kept.
  package static func values(
    ofLayer layer: Int, in network: NetworkWeights, activation: Activation
  ) -> Measured<[Double]> {
    guard layer < network.layers.count else { return .absent(.noOutgoingWeights) }
    guard activation.isHomogeneous else { return .absent(.notConserved) }
    let own = network.layers[layer - 1]
    let next = network.layers[layer]
    let values = (0..<own.units).map { neuron in
      let incoming = own.weights[neuron * own.fanIn..<(neuron + 1) * own.fanIn].reduce(0) {
        $0 + $1 * $1
      }
      let bias = own.biases.isEmpty ? 0 : own.biases[neuron] * own.biases[neuron]
      let outgoing = (0..<next.units).reduce(0.0) {
        let weight = next.weights[$1 * next.fanIn + neuron]
        return $0 + weight * weight
      }
      return incoming + bias - outgoing
    }
    return values.allSatisfy(\.isFinite) ? .present(values) : .absent(.notFinite)
  }

  /// The largest change of a neuron's quantity from one network to the other, in absolute terms;
  /// `.notConserved` for a layer whose sums are normalised: its scale is free.
  package static func drift(
    ofLayer layer: Int, from start: NetworkWeights, to end: NetworkWeights, of form: LayerSpec
  ) -> Measured<Double> {
    guard form.regularization.normalization == .none else { return .absent(.notConserved) }
    let activation = form.activation
    let before = values(ofLayer: layer, in: start, activation: activation)
    let after = values(ofLayer: layer, in: end, activation: activation)
    guard let first = before.value else { return .absent(before.absence ?? .notFinite) }
    return after.map { zip(first, $0).map { abs($0 - $1) }.max() ?? 0 }
  }
}
