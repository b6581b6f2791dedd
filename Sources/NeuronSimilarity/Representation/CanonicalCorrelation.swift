/// Canonical correlations of two representations of the same examples, (n, features) each.
///
/// Blind to every invertible linear map, and so to duplication. With as many features as examples
/// all correlations are 1 whatever the data.
package enum CanonicalCorrelation {
  /// Σ ρ² / min(p, q) over the canonical correlations ρ of p and q features, in [0, 1]: R²_CCA of
  /// Kornblith et al. 2019, ‖Uₓᵀ Uᵧ‖² with orthonormal bases of the columns as they are (as in
  /// the reference: centre them before, where they have means).
  package static func meanSquared(_ x: DenseMatrix, _ y: DenseMatrix) -> Measured<Double> {
    correlations(x, y, share: 1).map { $0.reduce(0) { $0 + $1 * $1 } / Double($0.count) }
  }

  /// The mean of the canonical correlations of the leading singular directions that hold `share` of
  /// the variance, each representation centred, in [0, 1]: M. Raghu et al., SVCCA, NeurIPS 2017.
  package static func singularVectors(
    _ x: DenseMatrix, _ y: DenseMatrix, share: Double = 0.99
  ) -> Measured<Double> {
    correlations(x.scaled.matrix.centred, y.scaled.matrix.centred, share: share).map {
      $0.reduce(0, +) / Double($0.count)
    }
  }

  private static func correlations(
    _ x: DenseMatrix, _ y: DenseMatrix, share: Double
  ) -> Measured<[Double]> {
    precondition(x.rows == y.rows, "representations of different examples")
    guard x.isFinite, y.isFinite else { return .absent(.notFinite) }
    guard let left = SingularValueDecomposition(x.scaled.matrix),
      let right = SingularValueDecomposition(y.scaled.matrix)
    else { return .absent(.notComputed) }
    let ranks = [left, right].map { form in
      let total = form.values.reduce(0) { $0 + $1 * $1 }
      var (sum, count) = (0.0, 0)
      while count < form.rank(ofRows: x.rows), share == 1 || sum < share * total {
        sum += form.values[count] * form.values[count]
        count += 1
      }
      return count
    }
    guard ranks[0] > 0, ranks[1] > 0 else { return .absent(.constantActivation) }
    let product = left.basis(ranks[0]).transposed.product(with: right.basis(ranks[1]))
    guard let values = product.singularValues else { return .absent(.notComputed) }
    return .present(values.map { min(1, $0) })
  }
}
