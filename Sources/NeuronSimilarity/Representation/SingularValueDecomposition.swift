internal import TrainingModel

/// M = U Σ Vᵀ, by rotations of pairs of columns until all are orthogonal.
///
/// One-sided Jacobi (Hestenes 1958; Golub & Van Loan, Matrix Computations, 8.6.3). Columns count as
/// orthogonal where their product is within its own rounding, and a column that has shrunk to the
/// rounding of the whole matrix is left as it is: what is left of a direction that the matrix does
/// not have is noise, and turning noise never ends. So every singular value is right to within the
/// rounding of the largest. Only U and Σ are kept.
package struct SingularValueDecomposition {
  /// Descending.
  package let values: [Double]
  /// (rows, values.count): a column of zeros where the value is 0.
  let left: DenseMatrix

  /// `nil` where a number is not finite, 60 rounds do not end it, which has not been seen, or it was
  /// interrupted.
  ///
  /// - Complexity: O(rows × columns²) a round, some ten rounds; columns at most rows is fastest.
  package init?(_ matrix: DenseMatrix) {
    guard matrix.isFinite else { return nil }
    let (rows, count) = (matrix.rows, matrix.columns)
    let (scaled, power) = matrix.scaled
    // Columns as rows: each is contiguous.
    var columns = scaled.transposed.values
    let limits = Limits(
      angle: max(1, Double(rows).squareRoot()) * .ulpOfOne,
      square: { $0 * $0 }(scaled.frobeniusNorm * .ulpOfOne))
    var isDone = count < 2
    var round = 0
    let interruption = Interruption.current
    columns.withUnsafeMutableBufferPointer { columns in
      while !isDone && round < 60 {
        isDone = true
        round += 1
        for first in 0..<max(0, count - 1) {
          if interruption.isRequested {
            isDone = false
            return
          }
          for second in first + 1..<count
          where Self.rotate(
            columns.baseAddress! + first * rows, columns.baseAddress! + second * rows, rows,
            limits)
          {
            isDone = false
          }
        }
      }
    }
    guard isDone else { return nil }
    let norms = (0..<count).map { column in
      columns[column * rows..<(column + 1) * rows].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let order = norms.indices.sorted { norms[$0] > norms[$1] }
    values = order.map { norms[$0] * power }
    var left = DenseMatrix(
      rows: rows, columns: count, values: [Double](repeating: 0, count: rows * count))
    for (place, column) in order.enumerated() where norms[column] > 0 {
      for row in 0..<rows { left[row, place] = columns[column * rows + row] / norms[column] }
    }
    self.left = left
  }

  /// What counts as zero: the cosine of two columns, and the square of a column's length.
  private struct Limits {
    let angle: Double
    let square: Double
  }

  /// Makes two columns orthogonal; whether they were not already.
  private static func rotate(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int,
    _ limits: Limits
  ) -> Bool {
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in 0..<count {
      xx += x[index] * x[index]
      yy += y[index] * y[index]
      xy += x[index] * y[index]
    }
    guard min(xx, yy) > limits.square, abs(xy) > limits.angle * (xx * yy).squareRoot()
    else { return false }
    let zeta = (yy - xx) / (2 * xy)
    let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    for index in 0..<count {
      let value = x[index]
      x[index] = cosine * value - sine * y[index]
      y[index] = sine * value + cosine * y[index]
    }
    return true
  }

  /// Values that count: those above the rounding of the largest.
  func rank(ofRows rows: Int) -> Int {
    let least = (values.first ?? 0) * Double(max(rows, values.count)) * .ulpOfOne
    return values.prefix { $0 > least }.count
  }

  /// The first `count` columns of U.
  func basis(_ count: Int) -> DenseMatrix {
    DenseMatrix(
      rows: left.rows, columns: count,
      values: (0..<left.rows).flatMap { row in (0..<count).map { left[row, $0] } })
  }
}
