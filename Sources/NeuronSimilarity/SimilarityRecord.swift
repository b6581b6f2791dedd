/// How alike the neurons of a network were at each recorded step.
public struct SimilarityRecord: Sendable, Equatable {
  /// The recorded steps, ascending; every series below has one entry a step.
  public var steps: [Int] = []
  /// From the first hidden layer to the output.
  public var layers: [Layer] = []

  /// One layer over the recorded steps.
  public struct Layer: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    public var layer: Int
    /// Neurons of the layer.
    public var units: Int
    /// Whether it feeds no other.
    public var isOutput: Bool
    /// How many neurons, at even distances, the four summaries of pairs are taken over: fewer than
    /// ``units`` in a large layer.
    public var sampledUnits: Int
    /// Classes of neurons equal bit for bit: see ``SymmetryPartition``.
    public var distinctNeurons: [Int] = []
    /// The first recorded step at which neurons that were equal at the start were not; `nil` while
    /// all of them still are.
    public var firstSplit: Int?
    /// Cosines of incoming weights.
    public var incoming: [Measured<PairSummary>] = []
    /// Cosines of outgoing weights.
    public var outgoing: [Measured<PairSummary>] = []
    /// Pearson correlations of activations over the probe rows.
    public var activation: [Measured<PairSummary>] = []
    /// Cosines of the gradients of the incoming weights.
    public var gradient: [Measured<PairSummary>] = []
    /// How large and how far apart the vectors are that each of the four compares.
    public var spreads: [SimilarityKind: [Measured<VectorSpread>]] = [:]
    /// See ``EffectiveRank``.
    public var effectiveRank: [Measured<Double>] = []
    /// See ``WeightDisplacement``; the start is the first recorded step.
    public var turnedDegrees: [Measured<Double>] = []
    /// See ``WeightDisplacement``.
    public var normRatio: [Measured<Double>] = []
    /// See ``Condensation``; over the neurons of ``sampledUnits``.
    public var distinctDirections: [Measured<Double>] = []

    /// A layer of which nothing is recorded yet.
    public init(layer: Int, units: Int, isOutput: Bool, sampledUnits: Int) {
      self.layer = layer
      self.units = units
      self.isOutput = isOutput
      self.sampledUnits = sampledUnits
    }

    /// The summaries of one kind.
    public func summaries(of kind: SimilarityKind) -> [Measured<PairSummary>] {
      switch kind {
      case .incoming: incoming
      case .outgoing: outgoing
      case .activation: activation
      case .gradient: gradient
      }
    }
  }

  /// The hidden layers, in order.
  public var hiddenLayers: ArraySlice<Layer> { layers.prefix { !$0.isOutput } }

  /// A record of no steps.
  public init() {}

  /// What a job's result says of one hidden layer: its state at the last recorded step.
  public struct FinalSymmetry: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    public var layer: Int
    /// Neurons of the layer.
    public var units: Int
    /// Classes of neurons equal bit for bit.
    public var distinctNeurons: Int
    /// Mean cosine of the incoming weights over pairs.
    public var meanCosine: Measured<Double>
    /// See ``EffectiveRank``.
    public var effectiveRank: Measured<Double>
  }

  /// One entry a hidden layer; empty before the first recorded step.
  public var finalSymmetry: [FinalSymmetry] {
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
