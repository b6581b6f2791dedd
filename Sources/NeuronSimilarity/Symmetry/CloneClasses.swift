internal import TrainingModel

/// The classes of clones of a network, and the network with each merged into one neuron.
struct CloneClasses {
  struct Class {
    /// Counted from 0.
    let layer: Int
    /// Its neuron in the merged network.
    let unit: Int
    let neurons: [Int]
  }

  let network: DenseNetwork
  let classes: [Class]

  /// Those of two neurons or more, bit for bit equal, in hidden layers whose sums are not normalised.
  init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    let last = weights.layers.count - 1
    let partitions = weights.layers.indices.map { index -> [[Int]] in
      index == last
        ? (0..<weights.layers[index].units).map { [$0] }
        : SymmetryPartition(ofLayer: index + 1, in: weights).classes
    }
    let network = QuotientNetwork(weights, of: spec, classes: partitions).network
    self.network = network
    classes = (0..<max(0, last)).flatMap { layer -> [Class] in
      guard spec.layers[layer].regularization.normalization == .none else { return [] }
      return partitions[layer].enumerated().compactMap { unit, neurons in
        let found = Class(layer: layer, unit: unit, neurons: neurons)
        return neurons.count > 1
          && Self.side(of: found, in: network) <= TransverseStability.mostParameters ? found : nil
      }
    }
  }

  /// Parameters of one neuron of the merged network.
  func side(of found: Class) -> Int { Self.side(of: found, in: network) }

  private static func side(of found: Class, in network: DenseNetwork) -> Int {
    network.layers[found.layer].fanIn + 1 + network.layers[found.layer + 1].units
  }
}
