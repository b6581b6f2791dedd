internal import Kernels
internal import TrainingModel

/// Where one dense layer's numbers stand in the flat blocks of parameters and gradients.
///
/// The matrix stands as (fan_in, units) in panels of `panel` columns, as `MatrixLayout.panels` has
/// it, its columns padded with zeros to `stride`, so that a vector runs over units; the biases
/// follow as one more row.
struct LayerLayout {
  var fanIn: Int
  var units: Int
  /// Units rounded up to whole vectors.
  var stride: Int
  /// Columns of a panel: two vectors.
  var panel: Int
  var activation: Activation
  var hasBias: Bool
  /// The matrix's first number.
  var offset: Int

  /// The biases' first number.
  var biasOffset: Int { offset + fanIn * stride }
  /// One past the layer's last number.
  var end: Int { biasOffset + stride }

  /// Where the weight from an input to a unit stands.
  func place(input: Int, unit: Int) -> Int {
    offset + panel.place(row: input, column: unit, rows: fanIn, columns: stride)
  }

  /// The layouts of all layers of `spec`, one after the other.
  static func layouts(of spec: TrainingSpec, width: Int) -> [LayerLayout] {
    var layouts: [LayerLayout] = []
    for (fanIn, layer) in zip(spec.widths, spec.layers) {
      layouts.append(
        LayerLayout(
          fanIn: fanIn, units: layer.units, stride: (layer.units + width - 1) / width * width,
          panel: 2 * width, activation: layer.activation, hasBias: layer.hasBias,
          offset: layouts.last?.end ?? 0))
    }
    return layouts
  }

  /// Visits the place of every weight, input by input and unit by unit, without the padding.
  @inline(__always)
  func forEachWeight(_ visit: (_ place: Int) -> Void) {
    for input in 0..<fanIn {
      for first in Swift.stride(from: 0, to: units, by: panel) {
        let place = place(input: input, unit: first)
        for unit in 0..<min(panel, units &- first) { visit(place &+ unit) }
      }
    }
  }

  /// Visits the place of every weight, then of every bias.
  @inline(__always)
  func forEachParameter(_ visit: (_ place: Int) -> Void) {
    forEachWeight(visit)
    if hasBias {
      for unit in 0..<units { visit(biasOffset + unit) }
    }
  }

  /// The layer out of a block, as (units, fan_in).
  ///
  /// - Parameter chosen: the neurons whose rows are wanted, ascending; default: all of them.
  /// - Complexity: O(fan_in × units).
  func unpack<Scalar: KernelScalar>(
    _ block: UnsafePointer<Scalar>, neurons chosen: [Int]? = nil
  ) -> NetworkWeights.Layer {
    let chosen = chosen ?? Array(0..<units)
    let count = chosen.count * fanIn
    let weights = [Double](unsafeUninitializedCapacity: count) { rows, initialized in
      initialized = count
      guard count > 0 else { return }
      // Panel by panel: what is read stands together, and a panel's rows are few enough to be
      // written side by side.
      var first = 0
      while first < chosen.count {
        let start = chosen[first] / panel * panel
        var end = first
        while end < chosen.count, chosen[end] < start + panel { end += 1 }
        let width = min(panel, stride - start)
        let source = block + offset + start * fanIn
        for input in 0..<fanIn {
          for row in first..<end {
            rows[row &* fanIn &+ input] =
              source[input &* width &+ chosen[row] &- start].inDouble
          }
        }
        first = end
      }
    }
    return NetworkWeights.Layer(
      units: chosen.count, fanIn: fanIn, weights: weights,
      biases: hasBias ? chosen.map { block[biasOffset + $0].inDouble } : [])
  }

  /// Puts a layer into a block, each number rounded to the block's precision.
  func pack<Scalar: KernelScalar>(
    _ layer: NetworkWeights.Layer, into block: UnsafeMutablePointer<Scalar>
  ) {
    for input in 0..<fanIn {
      for unit in 0..<units {
        block[place(input: input, unit: unit)] = Scalar(
          rounding: layer.weights[unit * fanIn + input])
      }
    }
    for unit in layer.biases.indices {
      block[biasOffset + unit] = Scalar(rounding: layer.biases[unit])
    }
  }

  /// Euclidean norm of the layer's numbers in a block, in float64, biases included.
  func norm<Scalar: KernelScalar>(_ block: UnsafePointer<Scalar>) -> Double {
    var sum = 0.0
    func add(_ number: Scalar) { sum += number.inDouble * number.inDouble }
    forEachParameter { add(block[$0]) }
    return sum.squareRoot()
  }
}

extension Int {
  /// In panels of `self` columns, the last perhaps narrower: where an element of a matrix stands.
  func place(row: Int, column: Int, rows: Int, columns: Int) -> Int {
    let first = column / self * self
    return first * rows + row * Swift.min(self, columns - first) + column - first
  }
}
