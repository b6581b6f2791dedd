internal import Kernels
internal import TrainingModel

/// The normalisation of one layer: its sums without the bias, z, become
/// ẑ = (z - mean) / √(variance + 10⁻⁵), over the units of a row or over the rows of a unit, and the
/// bias is added to ẑ.
///
/// B rows, S units padded to whole vectors; the padding is left alone. Every sum is a single chain
/// over the units or the rows in their order, so that clones stay clones.
final class NormalizationLayer<Scalar: KernelScalar> {
  let kind: Normalization
  let units: Int
  let stride: Int
  /// ẑ, (B, S).
  let normalized: NumberBuffer<Scalar>
  /// Mean and 1 / √(variance + 10⁻⁵): a number a row, or a number a unit.
  let means: NumberBuffer<Scalar>
  let scales: NumberBuffer<Scalar>
  /// Sums of the way back, one a unit.
  let sums: NumberBuffer<Scalar>
  let products: NumberBuffer<Scalar>
  /// The derivative of the loss by what the layer hands to its activation, (B, S): that of its
  /// biases, row by row.
  let biasDeltas: NumberBuffer<Scalar>
  /// Whether rows pass by the means and scales of those that passed before, as the rows of a test
  /// split do by those of the training split.
  var keepsStatistics = false

  static var floor: Scalar { Scalar(rounding: 1e-5) }

  /// - Parameter kind: not `none`.
  init(_ kind: Normalization, _ layer: LayerLayout, capacity: Int) {
    self.kind = kind
    units = layer.units
    stride = layer.stride
    normalized = NumberBuffer(count: capacity * stride)
    let statistics = kind == .layer ? capacity : stride
    means = NumberBuffer(count: statistics)
    scales = NumberBuffer(count: statistics)
    sums = NumberBuffer(count: kind == .batch ? stride : 0)
    products = NumberBuffer(count: kind == .batch ? stride : 0)
    biasDeltas = NumberBuffer(count: capacity * stride)
  }

  /// Normalises some rows of z in place and adds the bias.
  ///
  /// - Precondition: with `batch`, the rows are the whole batch.
  func forward(_ sums: UnsafeMutablePointer<Scalar>, rows: Range<Int>, bias: UnsafePointer<Scalar>)
  {
    if kind == .layer {
      normalizeRows(sums, rows, bias)
    } else {
      if !keepsStatistics { measureUnits(sums, rows.count) }
      normalizeUnits(sums, rows.count, bias)
    }
  }

  /// Takes the derivative δ of some rows back through the normalisation, in place:
  /// (δ - mean(δ) - ẑ mean(δ ẑ)) / √(variance + 10⁻⁵), the means over what was normalised over.
  func backward(_ deltas: UnsafeMutablePointer<Scalar>, rows: Range<Int>) {
    let first = rows.lowerBound * stride
    (biasDeltas.pointer + first).update(from: deltas + first, count: rows.count * stride)
    if kind == .layer {
      passRowsBack(deltas, rows)
    } else {
      passUnitsBack(deltas, rows.count)
    }
  }
}
