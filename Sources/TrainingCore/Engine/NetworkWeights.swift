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
}
