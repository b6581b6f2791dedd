extension DenseMatrix {
  /// The singular values alone, in no particular order, each right to the rounding of the largest; `nil` where
  /// a number is not finite.
  ///
  /// By bidiagonal form: some twenty times as quick as with the vectors.
  ///
  /// - Complexity: O(larger side × smaller side²).
  package var singularValues: [Double]? {
    guard isFinite else { return nil }
    guard rows > 0, columns > 0 else { return [] }
    let (matrix, power) = scaled
    let tall = rows >= columns ? matrix : matrix.transposed
    let stride = (tall.columns + 7) & ~7
    var storage = [Double](repeating: 0, count: tall.rows * stride)
    for row in 0..<tall.rows {
      for column in 0..<tall.columns { storage[row * stride + column] = tall[row, column] }
    }
    return BidiagonalForm(
      reducing: &storage, rows: tall.rows, columns: tall.columns, stride: stride
    ).singularValues()?.map { $0 * power }
  }
}
