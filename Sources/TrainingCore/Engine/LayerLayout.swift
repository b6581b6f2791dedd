internal import Kernels

/// Where one dense layer's numbers stand in the flat blocks of parameters and gradients.
///
/// The matrix stands as (fan_in, units), each row padded with zeros to `stride`, so that a vector
/// runs over units; the biases follow as one more row.
struct LayerLayout {
  var fanIn: Int
  var units: Int
  /// Units rounded up to whole vectors.
  var stride: Int
  var activation: Activation
  var hasBias: Bool
  /// The matrix's first number.
  var offset: Int

  /// The biases' first number.
  var biasOffset: Int { offset + fanIn * stride }
  /// One past the layer's last number.
  var end: Int { biasOffset + stride }

  /// The layouts of all layers of `spec`, one after the other.
  static func layouts(of spec: TrainingSpec, width: Int) -> [LayerLayout] {
    var layouts: [LayerLayout] = []
    for (fanIn, layer) in zip(spec.widths, spec.layers) {
      layouts.append(
        LayerLayout(
          fanIn: fanIn, units: layer.units, stride: (layer.units + width - 1) / width * width,
          activation: layer.activation, hasBias: layer.hasBias, offset: layouts.last?.end ?? 0))
    }
    return layouts
  }

  /// Visits the place of every weight, input by input and unit by unit, without the padding.
  @inline(__always)
  func forEachWeight(_ visit: (_ place: Int) -> Void) {
    for input in 0..<fanIn {
      for unit in 0..<units { visit(offset + input * stride + unit) }
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
  func unpack<Scalar: KernelScalar>(
    _ block: UnsafePointer<Scalar>
  ) -> NetworkWeights.Layer {
    var weights = [Double](repeating: 0, count: units * fanIn)
    for input in 0..<fanIn {
      for unit in 0..<units {
        weights[unit * fanIn + input] = block[offset + input * stride + unit].inDouble
      }
    }
    return NetworkWeights.Layer(
      units: units, fanIn: fanIn, weights: weights,
      biases: hasBias ? (0..<units).map { block[biasOffset + $0].inDouble } : [])
  }

  /// Puts a layer into a block, each number rounded to the block's precision.
  func pack<Scalar: KernelScalar>(
    _ layer: NetworkWeights.Layer, into block: UnsafeMutablePointer<Scalar>
  ) {
    for input in 0..<fanIn {
      for unit in 0..<units {
        block[offset + input * stride + unit] = Scalar(
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
    for row in 0..<(fanIn + (hasBias ? 1 : 0)) {
      for unit in 0..<units {
        let value = block[offset + row * stride + unit].inDouble
        sum += value * value
      }
    }
    return sum.squareRoot()
  }
}
