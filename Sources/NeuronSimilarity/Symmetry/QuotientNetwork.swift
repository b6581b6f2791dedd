public import TrainingCore

/// The smaller network that a network with equal neurons is: each class of a hidden layer merged
/// into one neuron that stands for all of its copies.
///
/// The merged neuron's outgoing weights count once for each copy, and gradients are those of one
/// copy: for a weight between classes of m and n neurons, ∂L/∂w of one copy, which is the merged
/// network's own ∂L/∂(m w), where the weights are added up, divided by n, the copies that move
/// alike at the other end. With that the merged network computes what the full one does, before
/// and after any number of updates, whatever rule moves each weight by its own gradient.
public struct QuotientNetwork: Sendable {
  /// Its neurons with their copies.
  public let network: DenseNetwork

  /// Merges the classes of ``SymmetryPartition``, layer by layer; answers are never merged, since
  /// their targets differ.
  ///
  /// - Precondition: the weights fit the spec's architecture.
  /// - Complexity: O(parameters).
  public init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    let classes = weights.layers.indices.map { index -> [[Int]] in
      index + 1 == weights.layers.count
        ? (0..<weights.layers[index].units).map { [$0] }
        : SymmetryPartition(ofLayer: index + 1, in: weights).classes
    }
    let layers = weights.layers.enumerated().map { index, layer in
      let sources = index == 0 ? Array(0..<layer.fanIn) : classes[index - 1].map { $0[0] }
      let form = spec.layers[index]
      return DenseNetwork.Layer(
        units: classes[index].count, fanIn: sources.count, activation: form.activation,
        hasBias: form.hasBias, normalization: form.regularization.normalization,
        weights: classes[index].flatMap { members in
          sources.map { layer.weights[members[0] * layer.fanIn + $0] }
        },
        biases: classes[index].map { form.hasBias ? layer.biases[$0[0]] : 0 },
        copies: classes[index].map { Double($0.count) })
    }
    network = DenseNetwork(layers, loss: spec.training.loss, inputs: spec.inputs)
  }
}
