/// Centred kernel alignment of two representations of the same examples: S. Kornblith et al.,
/// Similarity of Neural Network Representations Revisited, ICML 2019.
///
/// Representations are (n examples, features); features may differ in number. All forms ignore
/// rotations, scale and duplication: n clones score as one neuron, so none of them tells how alike
/// neurons are.
package enum KernelAlignment {
  /// With the linear kernel x · y, in [0, 1]. Biased: of independent data it is not 0 but about
  /// p / (n + p) for p features; give n with it.
  package static func linear(_ x: DenseMatrix, _ y: DenseMatrix) -> Measured<Double> {
    alignment(x, y, center: centre) { $0.gram }
  }

  /// The linear kernel with the estimate of HSIC that has no bias (Song et al. 2012): the numerator
  /// is unbiased, the ratio nearly so; it may be negative. Needs n > 3.
  package static func debiased(_ x: DenseMatrix, _ y: DenseMatrix) -> Measured<Double> {
    guard x.rows > 3 else { return .absent(.tooFewRows) }
    return alignment(x, y, center: centreWithoutBias) { $0.gram }
  }

  /// With the kernel exp(-d² / (2 t² m)), d the distance of two examples, m the median of all n² d²
  /// and t the threshold, in [0, 1].
  package static func gaussian(
    _ x: DenseMatrix, _ y: DenseMatrix, threshold: Double = 0.5
  ) -> Measured<Double> {
    alignment(x, y, center: centre) { gaussianGram($0, threshold: threshold) }
  }

  private static func alignment(
    _ x: DenseMatrix, _ y: DenseMatrix, center: (inout DenseMatrix) -> Void,
    gram: (DenseMatrix) -> DenseMatrix
  ) -> Measured<Double> {
    precondition(x.rows == y.rows, "representations of different examples")
    guard x.isFinite, y.isFinite else { return .absent(.notFinite) }
    guard x.rows > 1 else { return .absent(.tooFewRows) }
    // What is constant over the examples represents nothing; centring would leave rounding.
    guard varies(x), varies(y) else { return .absent(.constantActivation) }
    var left = gram(x.centred)
    var right = gram(y.centred)
    guard left.isFinite, right.isFinite else { return .absent(.notFinite) }
    center(&left)
    center(&right)
    let product = zip(left.values, right.values).reduce(0) { $0 + $1.0 * $1.1 }
    let norm = left.frobeniusNorm * right.frobeniusNorm
    guard norm > 0, norm.isFinite else { return .absent(.zeroVector) }
    return .present(product / norm)
  }

  private static func varies(_ x: DenseMatrix) -> Bool {
    (0..<x.columns).contains { column in
      (1..<x.rows).contains { x[$0, column] != x[0, column] }
    }
  }

  private static func centre(_ gram: inout DenseMatrix) {
    let n = gram.rows
    var means = (0..<n).map { row in
      gram.values[row * n..<(row + 1) * n].reduce(0, +) / Double(n)
    }
    let half = means.reduce(0, +) / Double(n) / 2
    for index in means.indices { means[index] -= half }
    subtract(means, from: &gram)
  }

  private static func centreWithoutBias(_ gram: inout DenseMatrix) {
    let n = gram.rows
    for index in 0..<n { gram[index, index] = 0 }
    var means = (0..<n).map { row in
      gram.values[row * n..<(row + 1) * n].reduce(0, +) / Double(n - 2)
    }
    let half = means.reduce(0, +) / Double(2 * (n - 1))
    for index in means.indices { means[index] -= half }
    subtract(means, from: &gram)
    for index in 0..<n { gram[index, index] = 0 }
  }

  private static func subtract(_ means: [Double], from gram: inout DenseMatrix) {
    for row in 0..<gram.rows {
      for column in 0..<gram.rows { gram[row, column] -= means[row] + means[column] }
    }
  }

  private static func gaussianGram(_ x: DenseMatrix, threshold: Double) -> DenseMatrix {
    var gram = x.gram
    let n = gram.rows
    let squares = (0..<n).map { gram[$0, $0] }
    for row in 0..<n {
      for column in 0..<n {
        gram[row, column] =
          row == column ? 0 : max(0, squares[row] + squares[column] - 2 * gram[row, column])
      }
    }
    let sorted = gram.values.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    let scale = 2 * threshold * threshold * median
    for index in gram.values.indices {
      gram.values[index] = exponential(-gram.values[index] / scale)
    }
    return gram
  }
}
