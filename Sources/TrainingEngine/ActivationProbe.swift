internal import Kernels

/// Collects the activations of some neurons of one layer over the first rows of the training set.
struct ActivationProbe<Scalar: KernelScalar> {
  private let engine: NetworkEngine<Scalar>
  private let index: Int
  private let neurons: [Int]
  /// Rows that are kept.
  private let rows: Int
  /// (rows, neurons).
  private(set) var activations: [Double]

  init(_ engine: NetworkEngine<Scalar>, layer index: Int, neurons: [Int], rows: Int) {
    self.engine = engine
    self.index = index
    self.neurons = neurons
    self.rows = rows
    activations = Array(repeating: 0, count: rows * neurons.count)
  }

  /// Takes what the engine passed forward last: `count` rows from row `first` on.
  mutating func take(first: Int, rows count: Int) {
    let values = engine.activation(ofLayer: index)
    let stride = engine.layers[index].stride
    activations.withUnsafeMutableBufferPointer { kept in
      for row in 0..<max(0, min(count, rows - first)) {
        let target = (first &+ row) &* neurons.count
        for (place, neuron) in neurons.enumerated() {
          kept[target &+ place] = values[row &* stride &+ neuron].inDouble
        }
      }
    }
  }
}
