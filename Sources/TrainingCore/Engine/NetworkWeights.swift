/// The weights of a whole network, in float64 whatever the precision it trains in.
public struct NetworkWeights: Sendable, Equatable {
  /// One layer: its matrix (units, fan_in) row by row, and one bias a unit.
  public struct Layer: Sendable, Equatable {
    public var units: Int
    public var fanIn: Int
    public var weights: [Double]
    /// Empty where the layer has none.
    public var biases: [Double]

    public init(units: Int, fanIn: Int, weights: [Double], biases: [Double]) {
      self.units = units
      self.fanIn = fanIn
      self.weights = weights
      self.biases = biases
    }
  }

  /// From the first hidden layer to the output.
  public var layers: [Layer]

  public init(layers: [Layer]) {
    self.layers = layers
  }

  /// The weights that `spec` starts from.
  ///
  /// - Complexity: O(parameters).
  public init(startOf spec: TrainingSpec) {
    layers = zip(spec.widths, spec.layers).enumerated().map { index, pair in
      let (fanIn, layer) = pair
      let gain = layer.activation.gain
      var weightStream = RandomStream(seed: spec.seed, purpose: .weights, layer: index + 1)
      var biasStream = RandomStream(seed: spec.seed, purpose: .biases, layer: index + 1)
      return Layer(
        units: layer.units, fanIn: fanIn,
        weights: layer.weights.draw(
          for: .init(
            fanIn: fanIn, fanOut: layer.units, count: fanIn * layer.units, gain: gain),
          from: &weightStream),
        biases: layer.hasBias
          ? layer.biases.draw(
            for: .init(fanIn: fanIn, fanOut: layer.units, count: layer.units, gain: gain),
            from: &biasStream)
          : [])
    }
  }
}
