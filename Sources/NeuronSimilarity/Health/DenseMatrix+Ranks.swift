/// Numbers of directions that need no singular vectors.
extension DenseMatrix {
  /// The smaller side up to which ranks are computed: its cube is the cost.
  static var widestRanked: Int { 1024 }

  /// (Σ σ²)² / Σ σ⁴ = ‖M‖⁴ / ‖MᵀM‖², from 1 to the smaller side.
  ///
  /// - Complexity: O(rows × columns × the smaller side).
  var participationRatio: Measured<Double> {
    guard let small = smallGram else { return missingRank }
    let trace = (0..<small.rows).reduce(0) { $0 + small[$1, $1] }
    let norm = small.frobeniusNorm
    guard norm > 0 else { return .absent(.zeroVector) }
    return .present(trace / norm * (trace / norm))
  }

  /// Σ σ² / max σ², from 1 to the rank.
  ///
  /// - Complexity: that of ``participationRatio``, and O(smaller side²) a product of at most 300.
  package var stableRank: Measured<Double> {
    guard let small = smallGram else { return missingRank }
    let trace = (0..<small.rows).reduce(0) { $0 + small[$1, $1] }
    guard trace > 0 else { return .absent(.zeroVector) }
    let ends = SpectrumEnds.of(count: small.rows, most: min(small.rows, 300), seeking: .largest) {
      small.product(with: DenseMatrix(rows: small.rows, columns: 1, values: $0)).values
    }
    return ends.map { max(1, trace / $0.largest) }
  }

  /// The Gram matrix of the smaller side, at a scale near 1; `nil` where there is none to take.
  private var smallGram: DenseMatrix? {
    let most = values.lazy.map(\.magnitude).max() ?? 0
    guard most.isFinite, isFinite, min(rows, columns) <= Self.widestRanked, !values.isEmpty
    else { return nil }
    var scaled = self
    if most > 0 { for index in values.indices { scaled.values[index] /= most } }
    return rows <= columns ? scaled.gram : scaled.transposed.gram
  }

  private var missingRank: Measured<Double> {
    .absent(isFinite && !values.isEmpty ? .notComputed : values.isEmpty ? .zeroVector : .notFinite)
  }
}
