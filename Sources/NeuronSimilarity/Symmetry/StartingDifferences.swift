package import TrainingModel

/// By which parts of their parameters the neurons of a layer differ.
///
/// Each count is that of distinct neurons judged by that part alone: one for a part in which all
/// agree, `units` for one that alone makes every neuron its own.
package struct StartingDifferences: Sendable, Equatable {
  /// Distinct rows of the layer's matrix.
  package let incomingWeights: Int
  /// Distinct biases; 1 for a layer without.
  package let biases: Int
  /// Distinct columns of the next layer's matrix; 1 for the output layer, which has none.
  package let outgoingWeights: Int

  /// - Parameter layer: counted from 1.
  /// - Complexity: O(units × (fan in + fan out)).
  package init(ofLayer layer: Int, in network: NetworkWeights) {
    let own = network.layers[layer - 1]
    let neurons = Array(0..<own.units)
    incomingWeights =
      own.fanIn == 0 ? 1 : NeuronVectors(rowsOf: own, neurons: neurons).equalRows().first.count
    biases = own.biases.isEmpty ? 1 : Set(own.biases.map(\.comparedBits)).count
    if layer < network.layers.count {
      let next = network.layers[layer]
      outgoingWeights =
        NeuronVectors(
          columnsOf: next.weights, rows: next.units, columns: next.fanIn, neurons: neurons
        ).equalRows().first.count
    } else {
      outgoingWeights = 1
    }
  }

  /// The parts in which some neurons differ.
  package var parts: [Part] {
    [
      (Part.incomingWeights, incomingWeights), (.biases, biases),
      (.outgoingWeights, outgoingWeights),
    ]
    .filter { $0.1 > 1 }.map(\.0)
  }

  /// A part of a neuron's parameters.
  package enum Part: String, Sendable, CaseIterable {
    case incomingWeights = "incoming_weights"
    case biases
    case outgoingWeights = "outgoing_weights"
  }
}
