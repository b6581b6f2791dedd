internal import KernelDispatch
internal import Kernels

/// The first training rows on their way through the layers as they are chosen, in float64.
///
/// B rows, O units of a layer and I inputs.
struct StartingSignal {
  private let rows: Int
  /// What the next layer takes in, (B, I).
  private var activations: [Double]
  private var features: Int

  /// Rows that pass at most: the size of a minibatch, as in the source of `lsuv`.
  static let rowLimit = 256

  init(_ spec: TrainingSpec) {
    let data = spec.dataset.dataset()
    features = data.features
    rows = min(data.trainRows, Self.rowLimit)
    activations = data.train.inputs.values(0..<rows * data.features)
  }

  /// The factor that brings the variance of the layer's sums W a, over units and rows, to the
  /// square of `alpha`; 1 where they do not vary.
  func factorToUnitVariance(
    _ layer: NetworkWeights.Layer, over alpha: Double, _ isInterrupted: () -> Bool
  ) -> Double {
    let sums = sums(of: layer, isInterrupted)
    let mean = sums.reduce(0, +) / Double(sums.count)
    let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sums.count)
    return variance > 0 ? abs(alpha) / variance.squareRoot() : 1
  }

  /// Goes on to the layer's activations.
  mutating func pass(
    through layer: NetworkWeights.Layer, _ activation: Activation, _ isInterrupted: () -> Bool
  ) {
    var sums = sums(of: layer, isInterrupted)
    for unit in layer.biases.indices {
      for row in 0..<rows { sums[row * layer.units + unit] += layer.biases[unit] }
    }
    let kernels = KernelVariant.best.float64
    let width = kernels.width
    let padded = (sums.count + width - 1) / width * width
    let count = sums.count
    sums.append(contentsOf: repeatElement(0, count: padded - count))
    sums.withUnsafeMutableBufferPointer {
      kernels.activate(activation.kernel, $0.baseAddress!, nil, padded)
    }
    activations = Array(sums.prefix(count))
    features = layer.units
  }

  /// W a of every row, (B, O): each sum over the inputs in their order.
  private func sums(of layer: NetworkWeights.Layer, _ isInterrupted: () -> Bool) -> [Double] {
    let (units, inputs) = (layer.units, layer.fanIn)
    var turned = [Double](repeating: 0, count: inputs * units)
    for unit in 0..<units {
      for input in 0..<inputs {
        turned[input * units + unit] = layer.weights[unit * inputs + input]
      }
    }
    var sums = [Double](repeating: 0, count: rows * units)
    let interruption = Interruption.current
    for row in 0..<rows {
      if interruption.isRequested || isInterrupted() { break }
      for input in 0..<inputs {
        let value = activations[row * features + input]
        for unit in 0..<units { sums[row * units + unit] += value * turned[input * units + unit] }
      }
    }
    return sums
  }
}
