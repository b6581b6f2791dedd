internal import Kernels
internal import TrainingModel

/// Sums up one layer's activations, slopes and errors, piece by piece of the training set.
///
/// Sums are in float64, neuron by neuron. They are taken from the first activation on, so that the
/// variance of activations that are all the same is 0 and not what rounding leaves.
struct SignalProbe<Scalar: KernelScalar> {
  private let engine: NetworkEngine<Scalar>
  private let index: Int
  private let layer: LayerLayout
  private var rows = 0
  private var pivot = 0.0
  /// By neuron, three runs of as many: sums of activations and of their squares, both less the
  /// pivot, and of squared errors.
  private let sums: NumberBuffer<Double>
  /// Neurons whose slope was 0 on every row so far.
  private var unmoved: [Int]
  private var saturated = 0

  init(_ engine: NetworkEngine<Scalar>, layer index: Int) {
    self.engine = engine
    self.index = index
    layer = engine.layers[index]
    sums = NumberBuffer(count: 3 * layer.units)
    unmoved = layer.activation == .linear ? [] : Array(0..<layer.units)
  }

  /// Numbers that are taken between two looks at the step's break.
  private static var numbersAtOnce: Int { 1 << 20 }

  /// Takes what the engine passed forward and back last: `count` rows.
  mutating func take(rows count: Int) {
    let length = max(1, Self.numbersAtOnce / layer.stride)
    for first in stride(from: 0, to: count, by: length) where !engine.stepBreak.isRaised {
      take(first..<min(count, first + length))
    }
  }

  private mutating func take(_ range: Range<Int>) {
    let offset = range.lowerBound * layer.stride
    let count = range.count
    let values = engine.activation(ofLayer: index) + offset
    if rows == 0 { pivot = values[0].inDouble }
    rows += count
    addUp(values, engine.delta(ofLayer: index) + offset, rows: count)
    if let slopes = engine.derivative(ofLayer: index).map({ $0 + offset }) {
      for row in 0..<count where !unmoved.isEmpty {
        let slope = slopes + row &* layer.stride
        unmoved.removeAll { slope[$0] != 0 }
      }
    }
    if let range = layer.activation.saturation {
      saturated += saturated(
        values, rows: count, Scalar(rounding: range.centre), Scalar(rounding: range.reach))
    }
  }

  /// Values further than `reach` from `centre`, by the kernels' comparison: one of scalars becomes a
  /// branch, which training mispredicts. The padding of rows is 0, where nothing saturates.
  private func saturated(
    _ values: UnsafePointer<Scalar>, rows: Int, _ centre: Scalar, _ reach: Scalar
  ) -> Int {
    typealias Pair = SIMD2<Scalar>
    let (low, high) = (Pair(repeating: centre - reach), Pair(repeating: centre + reach))
    let (none, one) = (Pair(repeating: 0), Pair(repeating: 1))
    var total = 0.0
    for row in 0..<rows {
      let value = UnsafeRawPointer(values + row &* layer.stride)
      var count = none
      for unit in stride(from: 0, to: layer.stride, by: 2) {
        let pair = value.loadUnaligned(
          fromByteOffset: unit &* MemoryLayout<Scalar>.stride, as: Pair.self)
        count += Scalar.select(one, none, whereLess: high, than: pair)
        count += Scalar.select(one, none, whereLess: pair, than: low)
      }
      total += count[0].inDouble + count[1].inDouble
    }
    return Int(total)
  }

  /// Through pointers and without a branch: so the compiler makes vectors of it.
  private func addUp(
    _ values: UnsafePointer<Scalar>, _ deltas: UnsafePointer<Scalar>, rows: Int
  ) {
    let (units, stride, pivot) = (layer.units, layer.stride, pivot)
    let sums = sums.pointer
    let (squares, errors) = (sums + units, sums + 2 &* units)
    for row in 0..<rows {
      let (value, delta) = (values + row &* stride, deltas + row &* stride)
      for unit in 0..<units {
        let distance = value[unit].inDouble - pivot
        sums[unit] += distance
        squares[unit] += distance * distance
      }
      for unit in 0..<units {
        let error = delta[unit].inDouble
        errors[unit] += error * error
      }
    }
  }

  /// What was taken, where each row's loss was divided by all rows.
  var signal: LayerSignal {
    let count = Double(rows * layer.units)
    func total(_ run: Int) -> Double {
      (0..<layer.units).reduce(0) { $0 + sums.pointer[run * layer.units + $1] } / count
    }
    let mean = total(0)
    return LayerSignal(
      activationMean: pivot + mean, activationVariance: max(0, total(1) - mean * mean),
      deadFraction: Double(unmoved.count) / Double(layer.units),
      saturatedFraction: layer.activation.saturation == nil ? nil : Double(saturated) / count,
      backpropagated: Double(rows) * total(2).squareRoot())
  }
}
