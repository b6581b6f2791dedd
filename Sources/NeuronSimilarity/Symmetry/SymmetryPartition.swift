package import TrainingModel

/// The neurons of one layer sorted into classes of neurons that are equal bit for bit.
///
/// Neurons are equal when their incoming weights, biases and outgoing weights (the columns of the
/// next layer's matrix) are; those of the output layer, which feeds no other, by incoming weights
/// and biases. Zeros of either sign count as equal, and so do all NaNs: neither difference is one
/// that a training could make grow.
///
/// Equal neurons that also have equal optimiser states get equal gradients, and so stay equal
/// until something in the experiment tells them apart.
package struct SymmetryPartition: Sendable, Equatable {
  /// The class of each neuron, numbered in the order of their first neurons.
  package let classOfNeuron: [Int]
  /// How many neurons are distinct.
  package let distinctCount: Int

  /// The neurons of each class, ascending; classes in the order of their first neurons.
  ///
  /// - Complexity: O(units).
  package var classes: [[Int]] {
    var classes = [[Int]](repeating: [], count: distinctCount)
    for (neuron, group) in classOfNeuron.enumerated() { classes[group].append(neuron) }
    return classes
  }

  /// Partitions layer `layer` of `network`, counted from 1 (the first hidden layer).
  ///
  /// - Precondition: the network has that layer.
  /// - Complexity: O(units × (fan in + fan out)).
  package init(ofLayer layer: Int, in network: NetworkWeights) {
    self.init(
      of: network.layers[layer - 1],
      feeding: layer < network.layers.count ? network.layers[layer] : nil)
  }

  /// Partitions a layer by its own parameters and its columns in `next`.
  init(of layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer?) {
    let comparison = NeuronComparison(layer, feeding: next)
    // A few numbers tell neurons apart that are not nearly alike; what they put together is compared
    // whole, and only where that fails is everything hashed.
    let candidates = groups(
      count: layer.units, hash: comparison.tellingHash,
      equal: comparison.agreeInTellingNumbers)
    let isSettled = comparison.agree(candidates.groupOf.map { candidates.first[$0] })
    let settled =
      isSettled
      ? candidates
      : groups(
        count: layer.units, hash: comparison.wholeHash, equal: comparison.agreeInAll)
    (classOfNeuron, distinctCount) = (settled.groupOf, settled.first.count)
  }
}
