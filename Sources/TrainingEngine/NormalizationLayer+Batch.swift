internal import Kernels

/// Batch normalisation: over the rows of each unit.
extension NormalizationLayer {
  /// Mean and scale of every unit over a batch.
  func measureUnits(_ z: UnsafePointer<Scalar>, _ rows: Int) {
    let count = Scalar(rows)
    let (means, scales) = (means.pointer, scales.pointer)
    for unit in 0..<units { means[unit] = 0 }
    for row in 0..<rows {
      for unit in 0..<units { means[unit] += z[row * stride + unit] }
    }
    for unit in 0..<units {
      means[unit] /= count
      scales[unit] = 0
    }
    for row in 0..<rows {
      for unit in 0..<units {
        let difference = z[row * stride + unit] - means[unit]
        scales[unit] += difference * difference
      }
    }
    for unit in 0..<units {
      scales[unit] = 1 / (scales[unit] / count + Self.floor).squareRoot()
    }
  }

  func normalizeUnits(
    _ z: UnsafeMutablePointer<Scalar>, _ rows: Int, _ bias: UnsafePointer<Scalar>
  ) {
    let (means, scales, kept) = (means.pointer, scales.pointer, normalized.pointer)
    for row in 0..<rows {
      for unit in 0..<units {
        let place = row * stride + unit
        kept[place] = (z[place] - means[unit]) * scales[unit]
        z[place] = kept[place] + bias[unit]
      }
    }
  }

  func passUnitsBack(_ deltas: UnsafeMutablePointer<Scalar>, _ rows: Int) {
    let count = Scalar(rows)
    let (sums, products, kept) = (sums.pointer, products.pointer, normalized.pointer)
    for unit in 0..<units {
      sums[unit] = 0
      products[unit] = 0
    }
    for row in 0..<rows {
      for unit in 0..<units {
        let place = row * stride + unit
        sums[unit] += deltas[place]
        products[unit] += deltas[place] * kept[place]
      }
    }
    for row in 0..<rows {
      for unit in 0..<units {
        let place = row * stride + unit
        let rest = deltas[place] - sums[unit] / count - kept[place] * (products[unit] / count)
        deltas[place] = rest * scales.pointer[unit]
      }
    }
  }
}
