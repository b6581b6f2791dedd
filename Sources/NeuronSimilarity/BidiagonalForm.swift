internal import TrainingModel

/// A matrix reduced by orthogonal transformations to two diagonals that have its singular values.
///
/// Householder reflections from the left and right by turns (Golub & Kahan 1965; Golub & Van Loan,
/// Matrix Computations, 5.4.8). Unlike the eigenvalues of the Gram matrix, which lose half the
/// digits, small singular values come out right to the rounding of the largest.
struct BidiagonalForm {
  /// n numbers, and n - 1 above them.
  var diagonal: [Double]
  var superdiagonal: [Double]

  /// Reduces `matrix`, (rows, stride) row by row, which is used up.
  ///
  /// - Parameter isInterrupted: asked before every reflection whether to give up: the form is then
  ///   shorter than it should be.
  /// - Precondition: `rows` ≥ `columns`; entries are of magnitude about 1; `stride` is `columns`
  ///   rounded up to a multiple of eight, and the entries beyond are zero.
  /// - Complexity: O(rows × columns²).
  init(
    reducing matrix: inout [Double], rows: Int, columns: Int, stride: Int,
    isInterrupted: () -> Bool = { false }
  ) {
    diagonal = []
    superdiagonal = []
    // The reflections' vectors, zero wherever a reflection does not reach: the loops below begin at
    // a multiple of eight and may touch finished entries, from which they then take nothing.
    var left = [Double](repeating: 0, count: rows)
    var right = [Double](repeating: 0, count: stride)
    var sums = [Double](repeating: 0, count: stride)
    let interruption = Interruption.current
    matrix.withUnsafeMutableBufferPointer { matrix in
      left.withUnsafeMutableBufferPointer { left in
        right.withUnsafeMutableBufferPointer { right in
          sums.withUnsafeMutableBufferPointer { sums in
            let a = matrix.baseAddress!
            for step in 0..<columns {
              if interruption.isRequested || isInterrupted() { return }
              for row in step..<rows { left[row] = a[row * stride + step] }
              let column = Reflection(making: left.baseAddress! + step, count: rows - step)
              diagonal.append(column.beta)
              guard step + 1 < columns else { return }

              let begin = (step + 1) & ~7
              Self.combine(
                a, rows: step..<rows, stride: stride, begin: begin, factors: left.baseAddress!,
                scale: column.tau, into: sums.baseAddress!)
              for index in begin..<step + 1 { sums[index] = 0 }

              let pivot = a + step * stride
              for index in step + 1..<columns {
                right[index] = pivot[index] - left[step] * sums[index]
              }
              for index in begin..<step + 1 { right[index] = 0 }
              let row = Reflection(
                making: right.baseAddress! + step + 1, count: columns - step - 1)
              superdiagonal.append(row.beta)
              for index in step + 1..<rows {
                Self.reflect(
                  a + index * stride, begin: begin, end: stride, minus: left[index],
                  times: sums.baseAddress!, along: right.baseAddress!, tau: row.tau)
              }
            }
          }
        }
      }
    }
  }

  /// The reflection I - tau v vᵀ, v₀ = 1, that takes a vector to (beta, 0, …, 0).
  private struct Reflection {
    var beta: Double
    var tau: Double

    /// Overwrites the vector with v.
    init(making vector: UnsafeMutablePointer<Double>, count: Int) {
      let first = vector[0]
      var tail = 0.0
      for index in 1..<max(1, count) { tail += vector[index] * vector[index] }
      vector[0] = 1
      guard tail > 0 else {
        for index in 1..<max(1, count) { vector[index] = 0 }
        beta = first
        tau = 0
        return
      }
      // The sign that adds magnitudes: nothing cancels.
      let norm = (first * first + tail).squareRoot()
      beta = first < 0 ? norm : -norm
      tau = (beta - first) / beta
      let scale = 1 / (first - beta)
      for index in 1..<count { vector[index] *= scale }
    }
  }

  /// sums = scale × Σ factorᵣ × rowᵣ, four rows at a time.
  private static func combine(
    _ a: UnsafePointer<Double>, rows: Range<Int>, stride: Int, begin: Int,
    factors: UnsafePointer<Double>, scale: Double, into sums: UnsafeMutablePointer<Double>
  ) {
    for index in begin..<stride { sums[index] = 0 }
    var row = rows.lowerBound
    while row < rows.upperBound {
      let taken = min(4, rows.upperBound - row)
      // Past the last row: the last again, with factor 0.
      let p0 = a + row * stride
      let p1 = a + (row + min(1, taken - 1)) * stride
      let p2 = a + (row + min(2, taken - 1)) * stride
      let p3 = a + (row + min(3, taken - 1)) * stride
      let f0 = scale * factors[row]
      let f1 = taken > 1 ? scale * factors[row + 1] : 0
      let f2 = taken > 2 ? scale * factors[row + 2] : 0
      let f3 = taken > 3 ? scale * factors[row + 3] : 0
      var index = begin
      while index < stride {
        let lower = VectorArithmetic.load(p0 + index) * f0 + VectorArithmetic.load(p1 + index) * f1
        let upper = VectorArithmetic.load(p2 + index) * f2 + VectorArithmetic.load(p3 + index) * f3
        VectorArithmetic.store(
          VectorArithmetic.load(sums + index) + (lower + upper), to: sums + index)
        index &+= 8
      }
      row += 4
    }
  }

  /// row -= factor × sums, then row -= tau (row · v) v: both reflections in one pass over memory.
  private static func reflect(
    _ row: UnsafeMutablePointer<Double>, begin: Int, end: Int, minus factor: Double,
    times sums: UnsafePointer<Double>, along v: UnsafePointer<Double>, tau: Double
  ) {
    var product = VectorArithmetic.Lanes.zero
    var index = begin
    while index < end {
      let lanes = VectorArithmetic.load(row + index) - VectorArithmetic.load(sums + index) * factor
      VectorArithmetic.store(lanes, to: row + index)
      product += lanes * VectorArithmetic.load(v + index)
      index &+= 8
    }
    let amount = tau * product.sum()
    index = begin
    while index < end {
      VectorArithmetic.store(
        VectorArithmetic.load(row + index) - VectorArithmetic.load(v + index) * amount,
        to: row + index)
      index &+= 8
    }
  }
}
