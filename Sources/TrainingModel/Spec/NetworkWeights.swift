/// The weights of a whole network, in float64 whatever the precision it trains in.
package struct NetworkWeights: Sendable, Equatable {
  /// One layer: its matrix (units, fan_in) row by row, and one bias a unit.
  package struct Layer: Sendable, Equatable {
    package var units: Int
    package var fanIn: Int
    package var weights: [Double]
    /// Empty where the layer has none.
    package var biases: [Double]

    package init(units: Int, fanIn: Int, weights: [Double], biases: [Double]) {
      self.units = units
      self.fanIn = fanIn
      self.weights = weights
      self.biases = biases
    }
  }

  /// From the first hidden layer to the output.
  package var layers: [Layer]

  package init(layers: [Layer]) {
    self.layers = layers
  }
}
