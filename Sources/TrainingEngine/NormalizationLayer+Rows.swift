internal import Kernels

/// Layer normalisation: over the units of each row.
extension NormalizationLayer {
  func normalizeRows(
    _ sums: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>, _ bias: UnsafePointer<Scalar>
  ) {
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
      let scale = 1 / (variance / count + Self.floor).squareRoot()
      scales.pointer[row] = scale
      for unit in 0..<units {
        kept[unit] = (z[unit] - mean) * scale
        z[unit] = kept[unit] + bias[unit]
      }
    }
  }

  func passRowsBack(_ deltas: UnsafeMutablePointer<Scalar>, _ rows: Range<Int>) {
    let count = Scalar(units)
    for row in rows {
      let delta = deltas + row * stride
      let kept = normalized.pointer + row * stride
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
