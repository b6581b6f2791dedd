public import TrainingCore

/// The neurons of one layer sorted into classes of neurons that are equal bit for bit.
///
/// Neurons are equal when their incoming weights, biases and outgoing weights (the columns of the
/// next layer's matrix) are; those of the output layer, which feeds no other, by incoming weights
/// and biases. Zeros of either sign count as equal, and so do all NaNs: neither difference is one
/// that a training could make grow.
///
/// Equal neurons that also have equal optimiser states get equal gradients, and so stay equal
/// until something in the experiment tells them apart.
public struct SymmetryPartition: Sendable, Equatable {
  /// The class of each neuron, numbered in the order of their first neurons.
  public let classOfNeuron: [Int]
  /// How many neurons are distinct.
  public let distinctCount: Int

  /// The neurons of each class, ascending; classes in the order of their first neurons.
  ///
  /// - Complexity: O(units).
  public var classes: [[Int]] {
    var classes = [[Int]](repeating: [], count: distinctCount)
    for (neuron, group) in classOfNeuron.enumerated() { classes[group].append(neuron) }
    return classes
  }

  /// Partitions layer `layer` of `network`, counted from 1 (the first hidden layer).
  ///
  /// - Precondition: the network has that layer.
  /// - Complexity: O(units × (fan in + fan out)).
  public init(ofLayer layer: Int, in network: NetworkWeights) {
    self.init(
      of: network.layers[layer - 1],
      feeding: layer < network.layers.count ? network.layers[layer] : nil)
  }

  /// Partitions a layer by its own parameters and its columns in `next`.
  init(of layer: NetworkWeights.Layer, feeding next: NetworkWeights.Layer?) {
    let units = layer.units
    let fanIn = layer.fanIn
    let fanOut = next?.units ?? 0
    let outgoing = next?.weights ?? []
    let biases = layer.biases
    (classOfNeuron, distinctCount) = layer.weights.withUnsafeBufferPointer { incoming in
      outgoing.withUnsafeBufferPointer { outgoing in
        var hashers = (0..<units).map { neuron in
          var hasher = Hasher()
          for input in 0..<fanIn {
            hasher.combine(incoming[neuron * fanIn + input].comparedBits)
          }
          if !biases.isEmpty { hasher.combine(biases[neuron].comparedBits) }
          return hasher
        }
        // Row by row, in the order of memory.
        for output in 0..<fanOut {
          for neuron in 0..<units {
            hashers[neuron].combine(outgoing[output * units + neuron].comparedBits)
          }
        }
        let (groupOf, first) = groups(
          count: units, hash: { hashers[$0].finalize() },
          equal: { a, b in
            (0..<fanIn).allSatisfy {
              incoming[a * fanIn + $0].comparedBits == incoming[b * fanIn + $0].comparedBits
            }
              && (biases.isEmpty || biases[a].comparedBits == biases[b].comparedBits)
              && (0..<fanOut).allSatisfy {
                outgoing[$0 * units + a].comparedBits == outgoing[$0 * units + b].comparedBits
              }
          })
        return (groupOf, first.count)
      }
    }
  }
}
