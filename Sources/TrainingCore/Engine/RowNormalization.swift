internal import Kernels

/// Layer normalisation of one layer: its sums without the bias, z, become
/// ẑ = (z - mean) / √(variance + 10⁻⁵) over the units of a row, and the bias is added to ẑ.
///
/// B rows, S units padded to whole vectors; the padding is left alone. Mean and variance are one
/// number a row, each a single sum over the units in their order, so that clones stay clones.
final class RowNormalization<Scalar: KernelScalar> {
  private let units: Int
  private let stride: Int
  /// ẑ, (B, S), and 1 / √(variance + 10⁻⁵), (B).
  private let normalized: NumberBuffer<Scalar>
  private let scales: NumberBuffer<Scalar>
  /// The derivative of the loss by what the layer hands to its activation, (B, S): that of its
  /// biases, row by row.
  let biasDeltas: NumberBuffer<Scalar>

  init(_ layer: LayerLayout, capacity: Int) {
    units = layer.units
    stride = layer.stride
    normalized = NumberBuffer(count: capacity * stride)
    scales = NumberBuffer(count: capacity)
    biasDeltas = NumberBuffer(count: capacity * stride)
  }

  /// Normalises some rows of z in place and adds the bias.
  func forward(_ sums: UnsafeMutablePointer<Scalar>, rows: Range<Int>, bias: UnsafePointer<Scalar>)
  {
    let count = Scalar(units)
    for row in rows {
      let z = sums + row * stride
      let kept = normalized.pointer + row * stride
      var mean: Scalar = 0
      for unit in 0..<units { mean += z[unit] }
      mean /= count
      var variance: Scalar = 0
      for unit in 0..<units {
        let difference = z[unit] - mean
        variance += difference * difference
      }
      let scale = 1 / (variance / count + Scalar(rounding: 1e-5)).squareRoot()
      scales.pointer[row] = scale
      for unit in 0..<units {
        kept[unit] = (z[unit] - mean) * scale
        z[unit] = kept[unit] + bias[unit]
      }
    }
  }

  /// Takes the derivative δ of some rows back through the normalisation, in place:
  /// (δ - mean(δ) - ẑ mean(δ ẑ)) / √(variance + 10⁻⁵).
  func backward(_ deltas: UnsafeMutablePointer<Scalar>, rows: Range<Int>) {
    let count = Scalar(units)
    for row in rows {
      let delta = deltas + row * stride
      let kept = normalized.pointer + row * stride
      (biasDeltas.pointer + row * stride).update(from: delta, count: stride)
      var mean: Scalar = 0
      var product: Scalar = 0
      for unit in 0..<units {
        mean += delta[unit]
        product += delta[unit] * kept[unit]
      }
      mean /= count
      product /= count
      let scale = scales.pointer[row]
      for unit in 0..<units {
        delta[unit] = (delta[unit] - mean - kept[unit] * product) * scale
      }
    }
  }
}
