internal import TrainingModel

/// A matrix of float64, row by row.
package struct DenseMatrix: Sendable, Equatable {
  package let rows: Int
  package let columns: Int
  package var values: [Double]

  /// - Precondition: `values` has rows × columns numbers.
  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a matrix needs rows × columns numbers")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Whether every number is.
  var isFinite: Bool { values.allSatisfy(\.isFinite) }

  /// ‖M‖, the root of the sum of squares.
  var frobeniusNorm: Double { values.euclideanNorm }

  /// The matrix less the mean of each column: each feature without its mean over the examples.
  var centred: DenseMatrix {
    var answer = self
    guard rows > 0 else { return answer }
    for column in 0..<columns {
      // Less its first number, a feature that is the same everywhere comes to exact zeros.
      let first = self[0, column]
      var mean = 0.0
      for row in 0..<rows { mean += self[row, column] - first }
      mean /= Double(rows)
      for row in 0..<rows { answer[row, column] = (self[row, column] - first) - mean }
    }
    return answer
  }

  /// The matrix over a power of two near its largest magnitude, and that number: no square of an entry
  /// is then too large, nor that of the largest too small. Itself and 1 where all is zero or a number
  /// is not finite.
  var scaled: (matrix: DenseMatrix, by: Double) {
    let most = values.lazy.map(\.magnitude).max() ?? 0
    guard most > 0, most.isFinite, isFinite else { return (self, 1) }
    // A subnormal number's reciprocal may be infinite.
    let power = max(most.binade, .leastNormalMagnitude * 4)
    var answer = self
    for index in answer.values.indices { answer.values[index] /= power }
    return (answer, power)
  }

  /// Mᵀ.
  package var transposed: DenseMatrix {
    var answer = DenseMatrix(
      rows: columns, columns: rows, values: [Double](repeating: 0, count: values.count))
    for row in 0..<rows { for column in 0..<columns { answer[column, row] = self[row, column] } }
    return answer
  }

  /// M Mᵀ, (rows, rows).
  ///
  /// - Complexity: O(rows² × columns).
  var gram: DenseMatrix { product(with: transposed) }

  /// M N.
  ///
  /// - Complexity: O(rows × columns × N's columns).
  func product(with other: DenseMatrix) -> DenseMatrix {
    precondition(columns == other.rows, "these matrices have no product")
    var answer = [Double](repeating: 0, count: rows * other.columns)
    let interruption = Interruption.current
    answer.withUnsafeMutableBufferPointer { answer in
      values.withUnsafeBufferPointer { left in
        other.values.withUnsafeBufferPointer { right in
          guard other.columns > 0, columns > 0 else { return }
          for row in 0..<rows {
            if interruption.isRequested { return }
            for inner in 0..<columns {
              Axpy.add(
                left[row * columns + inner], times: right.baseAddress! + inner * other.columns,
                to: answer.baseAddress! + row * other.columns, count: other.columns)
            }
          }
        }
      }
    }
    return DenseMatrix(rows: rows, columns: other.columns, values: answer)
  }
}
