package import TrainingModel

/// How many directions a layer's weights really use.
package enum EffectiveRank {
  /// exp(H(σ/Σσ)), H the entropy in nats of the singular values as shares of their sum.
  ///
  /// Between 1 (all rows parallel) and the smaller side (all singular values equal); exactly 1
  /// where all rows are equal. Right to about 1e-13 relative. O. Roy and M. Vetterli, The effective
  /// rank: a measure of effective dimensionality, EUSIPCO 2007.
  ///
  /// - Parameter layer: its matrix is measured; biases are not part of it.
  /// - Returns: `.zeroVector` for a matrix of zeros, `.notFinite` for one that holds NaN or infinity.
  /// - Complexity: O(distinct rows × fan in × the smaller of the two).
  package static func of(_ layer: NetworkWeights.Layer) -> Measured<Double> {
    of(DistinctRows(layer))
  }

  /// The same; `.notComputed` where its singular values would take more multiplications than `most`.
  package static func of(_ layer: NetworkWeights.Layer, most: Int) -> Measured<Double> {
    let rows = DistinctRows(layer)
    return rows.work <= most ? of(rows) : .absent(.notComputed)
  }

  /// - Parameter isInterrupted: asked every few milliseconds whether to give up; the answer is then
  ///   `.notComputed`.
  static func of(
    _ rows: DistinctRows, isInterrupted: () -> Bool = { false }
  ) -> Measured<Double> {
    let length = rows.vectors.length
    let rowStride = rows.vectors.stride
    let count = rows.first.count
    guard length > 0 else { return .absent(.zeroVector) }
    let largest = rows.vectors.storage.withUnsafeBufferPointer {
      VectorArithmetic.largestMagnitude($0.baseAddress!, count: $0.count)
    }
    guard let largest else { return .absent(.notFinite) }
    guard largest > 0 else { return .absent(.zeroVector) }
    // A single direction has no entropy, whatever its singular value.
    guard count > 1, length > 1 else { return .present(1) }

    // m equal rows have the singular values of one row √m as long: clones cost nothing. The taller
    // of the matrix and its transpose, at a scale near 1.
    let scale = VectorArithmetic.scale(forMagnitude: largest)
    let tall = count >= length
    let (height, width) = tall ? (count, length) : (length, count)
    let stride = (width + 7) & ~7
    var matrix = [Double](repeating: 0, count: height * stride)
    for (index, row) in rows.first.enumerated() {
      let factor = Double(rows.multiplicities[index]).squareRoot()
      for column in 0..<length {
        let value = rows.vectors.storage[row * rowStride + column] * scale * factor
        matrix[tall ? index * stride + column : column * stride + index] = value
      }
    }
    let form = BidiagonalForm(
      reducing: &matrix, rows: height, columns: width, stride: stride,
      isInterrupted: isInterrupted)
    guard form.diagonal.count == width, let values = form.singularValues() else {
      return .absent(.notComputed)
    }
    return .present(exponential(entropy(ofSharesOf: values)))
  }

  /// The entropy, in nats, of `values` as shares of their sum, which is positive.
  private static func entropy(ofSharesOf values: [Double]) -> Double {
    let total = values.reduce(0, +)
    return values.reduce(0) { entropy, value in
      let share = value / total
      return share > 0 ? entropy - share * naturalLogarithm(share) : entropy
    }
  }
}

/// The distinct rows of a layer's matrix.
struct DistinctRows {
  let vectors: NeuronVectors
  /// The first of each group of equal rows, and how many they are.
  let first: [Int]
  let multiplicities: [Int]

  init(_ layer: NetworkWeights.Layer) {
    vectors = NeuronVectors(rowsOf: layer, neurons: Array(0..<layer.units))
    let groupOf: [Int]
    (groupOf, first) = vectors.equalRows()
    var multiplicities = [Int](repeating: 0, count: first.count)
    for group in groupOf { multiplicities[group] += 1 }
    self.multiplicities = multiplicities
  }

  /// Multiplications that the singular values cost: the larger side times the square of the
  /// smaller.
  var work: Int {
    let smaller = min(first.count, vectors.length)
    return max(first.count, vectors.length) * smaller * smaller
  }
}
