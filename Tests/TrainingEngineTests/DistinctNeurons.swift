import TrainingModel

/// Bits of everything that belongs to a hidden neuron: weights in, bias, weights out.
func bits(ofNeuron unit: Int, layer: Int, in weights: NetworkWeights) -> [UInt64] {
  let own = weights.layers[layer]
  let next = weights.layers[layer + 1]
  let incoming = own.weights[(unit * own.fanIn)..<((unit + 1) * own.fanIn)]
  let outgoing = (0..<next.units).map { next.weights[$0 * next.fanIn + unit] }
  return (Array(incoming) + own.biases[unit...unit] + outgoing).map(\.bitPattern)
}

/// Neurons of a hidden layer of which no two are equal bit for bit.
func distinctNeurons(_ weights: NetworkWeights, layer: Int) -> Int {
  Set((0..<weights.layers[layer].units).map { bits(ofNeuron: $0, layer: layer, in: weights) }).count
}
