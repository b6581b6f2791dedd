package import TrainingEngine
package import TrainingModel

/// What of two neurons is compared.
package enum SimilarityKind: String, Sendable, Hashable, CaseIterable {
  /// Cosine of the incoming weights, without biases.
  case incoming
  /// Cosine of the outgoing weights: columns of the next layer's matrix.
  case outgoing
  /// Pearson correlation of the activations over the probe rows.
  case activation
  /// Cosine of the gradients of the incoming weights.
  case gradient
}

/// The similarity of each neuron of a layer with each other, in [-1, 1].
package struct SimilarityMatrix: Sendable, Equatable {
  /// The most neurons that one matrix holds unless asked otherwise: it grows with their square.
  package static let defaultLimit = 512

  /// Neurons of the layer.
  package var units: Int
  /// The neurons that are compared, ascending: all of them, or as many as the limit allows at even
  /// distances.
  package var neurons: [Int]
  /// (neurons, neurons); symmetric, its diagonal 1. `nil` where ``absences`` holds a reason for
  /// either neuron.
  package var values: [[Double?]]
  /// For each compared neuron why it is like none, not even itself; `nil` for most.
  package var absences: [Absence?]
  /// The Euclidean norm of each compared neuron's vector; `nil` where that is not finite.
  package var norms: [Double?]

  /// Cosines of the incoming weights of `layer`; given a gradient, those of the gradients.
  ///
  /// - Complexity: O(min(units, limit)² × fan in).
  package static func ofRows(
    _ layer: NetworkWeights.Layer, limit: Int = defaultLimit
  ) -> SimilarityMatrix {
    let neurons = Observation.evenlySpaced(limit, of: layer.units)
    return SimilarityMatrix(
      NeuronVectors(rowsOf: layer, neurons: neurons), form: .directions, units: layer.units,
      neurons: neurons)
  }

  /// Cosines of the outgoing weights of a layer: the columns of `next`, the layer that it feeds.
  ///
  /// - Complexity: O(min(units, limit)² × fan out).
  package static func ofColumns(
    _ next: NetworkWeights.Layer, limit: Int = defaultLimit
  ) -> SimilarityMatrix {
    let neurons = Observation.evenlySpaced(limit, of: next.fanIn)
    let vectors = NeuronVectors(
      columnsOf: next.weights, rows: next.units, columns: next.fanIn, neurons: neurons)
    return SimilarityMatrix(vectors, form: .directions, units: next.fanIn, neurons: neurons)
  }

  /// Pearson correlations of `activations`, (rows, units) row by row.
  ///
  /// - Precondition: `units` is positive and divides the number of activations.
  /// - Complexity: O(min(units, limit)² × rows).
  package static func ofActivations(
    _ activations: [Double], units: Int, limit: Int = defaultLimit
  ) -> SimilarityMatrix {
    let neurons = Observation.evenlySpaced(limit, of: units)
    let vectors = NeuronVectors(
      columnsOf: activations, rows: activations.count / units, columns: units, neurons: neurons)
    return SimilarityMatrix(vectors, form: .deviations, units: units, neurons: neurons)
  }

  /// The matrix of one kind for a layer of `observation`, counted from 1; `nil` for the outgoing
  /// weights of the output layer, which has none.
  ///
  /// - Precondition: the observation has that layer.
  package static func of(
    _ kind: SimilarityKind, layer: Int, in observation: Observation, limit: Int = defaultLimit
  ) -> SimilarityMatrix? {
    let observed = observation.layers[layer - 1]
    switch kind {
    case .incoming:
      return ofRows(observed.parameters, limit: limit)
    case .gradient:
      return ofRows(observed.gradient, limit: limit)
    case .activation:
      return ofActivations(
        observed.activations, units: observed.parameters.units, limit: limit)
    case .outgoing:
      guard layer < observation.layers.count else { return nil }
      return ofColumns(observation.layers[layer].parameters, limit: limit)
    }
  }

  private init(
    _ compared: NeuronVectors, form: UnitVectors.Form, units: Int, neurons: [Int]
  ) {
    let vectors = UnitVectors(compared, form: form)
    norms = VectorSpread.norms(of: compared)
    self.units = units
    self.neurons = neurons
    absences = vectors.rowOfNeuron.map(\.absence)
    let rows = vectors.multiplicities.count
    var products = [Double](repeating: 0, count: rows * rows)
    PairProducts.forEachRow(of: vectors) { row, upper in
      for other in upper.indices {
        products[row * rows + other] = upper[other]
        products[other * rows + row] = upper[other]
      }
    }
    let rowOfNeuron = vectors.rowOfNeuron.map(\.value)
    values = rowOfNeuron.map { row in
      rowOfNeuron.map { other in
        guard let row, let other else { return nil }
        return products[row * rows + other]
      }
    }
  }
}
