/// How alike the neurons of a network were at each recorded step.
package struct SimilarityRecord: Sendable, Equatable {
  /// The recorded steps, ascending; every series below has one entry a step.
  package var steps: [Int] = []
  /// From the first hidden layer to the output.
  package var layers: [Layer] = []

  /// One layer over the recorded steps.
  package struct Layer: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    package var layer: Int
    /// Neurons of the layer.
    package var units: Int
    /// Whether it feeds no other.
    package var isOutput: Bool
    /// How many neurons, at even distances, the four summaries of pairs are taken over: fewer than
    /// ``units`` in a large layer.
    package var sampledUnits: Int
    /// Classes of neurons equal bit for bit: see ``SymmetryPartition``.
    package var distinctNeurons: [Int] = []
    /// The first recorded step at which neurons that were equal at the start were not; `nil` while
    /// all of them still are.
    package var firstSplit: Int?
    /// Cosines of incoming weights.
    package var incoming: [Measured<PairSummary>] = []
    /// Cosines of outgoing weights.
    package var outgoing: [Measured<PairSummary>] = []
    /// Pearson correlations of activations over the probe rows.
    package var activation: [Measured<PairSummary>] = []
    /// Cosines of the gradients of the incoming weights.
    package var gradient: [Measured<PairSummary>] = []
    /// How large and how far apart the vectors are that each of the four compares.
    package var spreads = SpreadSeries()
    /// See ``EffectiveRank``.
    package var effectiveRank: [Measured<Double>] = []
    /// See ``WeightDisplacement``; the start is the first recorded step.
    package var turnedDegrees: [Measured<Double>] = []
    /// See ``WeightDisplacement``.
    package var normRatio: [Measured<Double>] = []
    /// See ``Condensation``; over the neurons of ``sampledUnits``.
    package var distinctDirections: [Measured<Double>] = []

    /// A layer of which nothing is recorded yet.
    package init(layer: Int, units: Int, isOutput: Bool, sampledUnits: Int) {
      self.layer = layer
      self.units = units
      self.isOutput = isOutput
      self.sampledUnits = sampledUnits
    }

    /// Makes room for so many steps.
    mutating func reserveCapacity(_ steps: Int) {
      distinctNeurons.reserveCapacity(steps)
      incoming.reserveCapacity(steps)
      outgoing.reserveCapacity(steps)
      activation.reserveCapacity(steps)
      gradient.reserveCapacity(steps)
      spreads.reserveCapacity(steps)
      effectiveRank.reserveCapacity(steps)
      turnedDegrees.reserveCapacity(steps)
      normRatio.reserveCapacity(steps)
      distinctDirections.reserveCapacity(steps)
    }

    /// The summaries of one kind.
    package func summaries(of kind: SimilarityKind) -> [Measured<PairSummary>] {
      switch kind {
      case .incoming: incoming
      case .outgoing: outgoing
      case .activation: activation
      case .gradient: gradient
      }
    }
  }

  /// The hidden layers, in order.
  package var hiddenLayers: ArraySlice<Layer> { layers.prefix { !$0.isOutput } }

  /// A record of no steps.
  package init() {}

  /// What a job's result says of one hidden layer: its state at the last recorded step.
  package struct FinalSymmetry: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    package var layer: Int
    /// Neurons of the layer.
    package var units: Int
    /// Classes of neurons equal bit for bit.
    package var distinctNeurons: Int
    /// Mean cosine of the incoming weights over pairs.
    package var meanCosine: Measured<Double>
    /// See ``EffectiveRank``.
    package var effectiveRank: Measured<Double>
  }

  /// One entry a hidden layer; empty before the first recorded step.
  package var finalSymmetry: [FinalSymmetry] {
    hiddenLayers.compactMap { layer in
      guard let distinct = layer.distinctNeurons.last, let incoming = layer.incoming.last,
        let rank = layer.effectiveRank.last
      else { return nil }
      return FinalSymmetry(
        layer: layer.layer, units: layer.units, distinctNeurons: distinct,
        meanCosine: incoming.map(\.mean), effectiveRank: rank)
    }
  }
}
