package import TrainingModel

/// The neurons of one layer sorted into classes of neurons that agree within a tolerance.
///
/// Two neurons agree when every incoming weight and bias of one is within tolerance × the largest
/// magnitude of the layer's incoming weights and biases of the other's, and every outgoing weight
/// within tolerance × the largest magnitude of the outgoing ones. Being near is not transitive: a
/// neuron joins the first class whose first neuron it agrees with, in the order of the layer, so
/// that neurons of one class are at most twice the tolerance apart. With tolerance 0 the classes
/// are those of ``SymmetryPartition``.
package struct TolerantPartition: Sendable, Equatable {
  /// The class of each neuron, numbered in the order of their first neurons.
  package let classOfNeuron: [Int]
  /// How many classes there are.
  package let classCount: Int

  /// Partitions layer `layer` of `network`, counted from 1; where a weight is not finite, by
  /// equality alone.
  ///
  /// - Complexity: O(units × classes × (fan in + fan out)), in most cases far less: two neurons
  ///   are apart at the first weight that differs.
  package init(ofLayer layer: Int, in network: NetworkWeights, tolerance: Double) {
    let exact = SymmetryPartition(ofLayer: layer, in: network)
    let own = network.layers[layer - 1]
    let next = layer < network.layers.count ? network.layers[layer] : nil
    let incoming = (own.weights + own.biases).lazy.map(\.magnitude).max() ?? 0
    let outgoing = next?.weights.lazy.map(\.magnitude).max() ?? 0
    guard tolerance > 0, incoming.isFinite, outgoing.isFinite else {
      classOfNeuron = exact.classOfNeuron
      classCount = exact.distinctCount
      return
    }
    func agree(_ a: Int, _ b: Int) -> Bool {
      let near = tolerance * incoming
      for input in 0..<own.fanIn
      where abs(own.weights[a * own.fanIn + input] - own.weights[b * own.fanIn + input]) > near {
        return false
      }
      if !own.biases.isEmpty, abs(own.biases[a] - own.biases[b]) > near { return false }
      guard let next else { return true }
      for unit in 0..<next.units
      where abs(next.weights[unit * next.fanIn + a] - next.weights[unit * next.fanIn + b])
        > tolerance * outgoing
      {
        return false
      }
      return true
    }
    // Equal neurons are compared once.
    let firsts = exact.classes.map { $0[0] }
    var leaders: [Int] = []
    let interruption = Interruption.current
    let classOfExact = firsts.map { neuron -> Int in
      if !interruption.isRequested, let found = leaders.firstIndex(where: { agree($0, neuron) }) {
        return found
      }
      leaders.append(neuron)
      return leaders.count - 1
    }
    classOfNeuron = exact.classOfNeuron.map { classOfExact[$0] }
    classCount = leaders.count
  }

  /// The neurons of each class, ascending.
  package var classes: [[Int]] {
    var classes = [[Int]](repeating: [], count: classCount)
    for (neuron, group) in classOfNeuron.enumerated() { classes[group].append(neuron) }
    return classes
  }
}
