/// How far two representations of the same examples are apart after the best rotation.
package enum Procrustes {
  /// ‖X‖² + ‖Y‖² - 2 ‖XᵀY‖_*, the squared orthogonal Procrustes distance of the representations
  /// centred and scaled to ‖X‖ = ‖Y‖ = 1, in [0, 2]; 0 for one that is the other rotated, reflected
  /// or scaled. F. Ding et al., Grounding Representation Similarity with Statistical Testing, 2021.
  package static func squaredDistance(_ x: DenseMatrix, _ y: DenseMatrix) -> Measured<Double> {
    precondition(x.rows == y.rows, "representations of different examples")
    guard x.isFinite, y.isFinite else { return .absent(.notFinite) }
    let (left, right) = (x.scaled.matrix.centred, y.scaled.matrix.centred)
    let norm = left.frobeniusNorm * right.frobeniusNorm
    guard norm > 0 else { return .absent(.constantActivation) }
    let product = left.transposed.product(with: right)
    guard let values = product.singularValues else { return .absent(.notComputed) }
    return .present(max(0, 2 - 2 * values.reduce(0, +) / norm))
  }
}
