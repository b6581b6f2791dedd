package import TrainingModel

/// In how many directions the neurons of a layer point, each neuron by its incoming weights and bias.
///
/// From small starts neurons condense: early in training they turn onto a few directions, or their
/// opposites. T. Luo et al., Phase Diagram for Two-layer ReLU Neural Networks at Infinite-width Limit,
/// 2021; H. Zhou et al., Towards Understanding the Condensation of Neural Networks at Initial Training,
/// 2022.
package enum Condensation {
  /// Two neurons share a direction where |cos| > 1 - this: within 8.1 degrees of it or its opposite.
  package static let tolerance = 0.01

  /// Directions of `neurons`; those all of whose numbers are 0 have none and are not counted.
  ///
  /// Being near is not transitive: a neuron takes the first direction that it shares with a neuron
  /// before it.
  ///
  /// - Returns: `.zeroVector` where no neuron has a direction; `.notFinite`.
  /// - Complexity: O(distinct neurons × directions × fan in).
  package static func directions(
    of layer: NetworkWeights.Layer, neurons: [Int]
  ) -> Measured<Int> {
    let hasBias = !layer.biases.isEmpty
    var numbers: [Double] = []
    numbers.reserveCapacity(neurons.count * (layer.fanIn + 1))
    for neuron in neurons {
      numbers += layer.weights[neuron * layer.fanIn..<(neuron + 1) * layer.fanIn]
      if hasBias { numbers.append(layer.biases[neuron]) }
    }
    let whole = NetworkWeights.Layer(
      units: neurons.count, fanIn: layer.fanIn + (hasBias ? 1 : 0), weights: numbers, biases: [])
    let units = UnitVectors(
      NeuronVectors(rowsOf: whole, neurons: Array(neurons.indices)), form: .directions)
    guard !units.rowOfNeuron.contains(where: { $0.absence == .notFinite }) else {
      return .absent(.notFinite)
    }
    let count = units.multiplicities.count
    guard count > 0 else { return .absent(.zeroVector) }
    var leaders: [Int] = []
    units.storage.withUnsafeBufferPointer { storage in
      for row in 0..<count {
        let own = storage.baseAddress! + row * units.stride
        let isKnown = leaders.contains {
          let cosine = VectorArithmetic.dot(
            own, storage.baseAddress! + $0 * units.stride, count: units.stride)
          return cosine.magnitude > 1 - tolerance
        }
        if !isKnown { leaders.append(row) }
      }
    }
    return .present(leaders.count)
  }
}
