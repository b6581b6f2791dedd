package import TrainingModel

/// The smaller network that a network with classes of neurons is: each class of a hidden layer merged
/// into one neuron that stands for all of its members.
///
/// The merged neuron's weight to another class is the mean of the members' weights; it counts once
/// for each copy, and gradients are those of one copy: for a weight between classes of m and n
/// neurons, ∂L/∂w of one copy, which is the merged network's own ∂L/∂(m w), where the weights are
/// added up, divided by n, the copies that move alike at the other end. With that the merged network
/// computes what the full one does, before and after any number of updates, whatever rule moves
/// each weight by its own gradient.
package struct QuotientNetwork: Sendable {
  /// Its neurons with their copies.
  package let network: DenseNetwork

  /// Merges the classes of ``EquitablePartition`` at the start of `spec`, layer by layer; answers are
  /// never merged, since their targets differ.
  ///
  /// - Precondition: the weights fit the spec's architecture.
  /// - Complexity: O(parameters), and the partition.
  package init(_ weights: NetworkWeights, of spec: TrainingSpec) {
    self.init(
      weights, of: spec, classes: EquitablePartition(weights, of: spec).layers.map(\.classes))
  }

  /// Merges the classes given, of every layer the neurons of each; where they are not equal, into the
  /// mean of what comes in and the sum of what goes out.
  ///
  /// - Precondition: the weights and classes fit the spec's architecture.
  /// - Complexity: O(parameters).
  init(_ weights: NetworkWeights, of spec: TrainingSpec, classes: [[[Int]]]) {
    let layers = weights.layers.enumerated().map { index, layer in
      let sources = index == 0 ? (0..<layer.fanIn).map { [$0] } : classes[index - 1]
      let form = spec.layers[index]
      return DenseNetwork.Layer(
        units: classes[index].count, fanIn: sources.count, activation: form.activation,
        hasBias: form.hasBias, normalization: form.regularization.normalization,
        weights: classes[index].flatMap { members in
          sources.map { layer.mean(of: members, from: $0) }
        },
        biases: classes[index].map { form.hasBias ? layer.meanBias(of: $0) : 0 },
        copies: classes[index].map { Double($0.count) })
    }
    network = DenseNetwork(layers, loss: spec.training.loss, inputs: spec.inputs)
  }
}

extension NetworkWeights.Layer {
  /// The mean weight between two classes; that of all exactly where they are equal.
  fileprivate func mean(of members: [Int], from sources: [Int]) -> Double {
    let first = weights[members[0] * fanIn + sources[0]]
    var sum = 0.0
    for member in members {
      for source in sources { sum += weights[member * fanIn + source] - first }
    }
    return first + sum / Double(members.count * sources.count)
  }

  /// The mean bias of a class; that of all exactly where they are equal.
  fileprivate func meanBias(of members: [Int]) -> Double {
    let first = biases[members[0]]
    return first + members.reduce(0) { $0 + (biases[$1] - first) } / Double(members.count)
  }
}
