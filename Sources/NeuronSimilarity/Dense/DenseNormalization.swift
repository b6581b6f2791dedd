internal import TrainingModel

/// The normalisation of one layer's sums in float64, apart from the kernels.
///
/// Its sums without the bias, z, become ẑ = (z - mean) / √(variance + 10⁻⁵): over the units of a row,
/// each counted with its copies, or over the rows of a unit.
struct DenseNormalization: Sendable {
  private let groups: Groups
  /// Mean and 1 / √(variance + 10⁻⁵) of each group.
  private let means: [Double]
  private let scales: [Double]
  /// ẑ, (R, O).
  let normalized: [Double]
  /// Whether means and scales are those of other rows, so that these do not move them.
  private let isKept: Bool

  private static let floor = 1e-5

  /// Normalises the sums `z`, (R, O).
  ///
  /// - Parameters:
  ///   - copies: how many equal units each unit stands for.
  ///   - reference: with `batch`, whose means and scales are taken; those of the rows themselves
  ///     by default.
  /// - Complexity: O(R × O).
  init(
    _ kind: Normalization, of z: [Double], rows: Int, copies: [Double],
    keeping reference: DenseNormalization?
  ) {
    let groups = Groups(kind: kind, rows: rows, copies: copies)
    let means: [Double]
    if let reference, kind == .batch {
      isKept = true
      (means, scales) = (reference.means, reference.scales)
    } else {
      isKept = false
      means = groups.means(of: z)
      let squares = z.indices.map { number in
        let difference = z[number] - means[groups.group(of: number)]
        return difference * difference
      }
      scales = groups.means(of: squares).map { 1 / ($0 + Self.floor).squareRoot() }
    }
    normalized = z.indices.map { [scales] number in
      let group = groups.group(of: number)
      return (z[number] - means[group]) * scales[group]
    }
    self.groups = groups
    self.means = means
  }

  /// The derivative by the sums, of one copy, from that by ẑ: (δ - mean(δ) - ẑ mean(δ ẑ)) times the
  /// scale; δ times the scale where the means are those of other rows.
  ///
  /// - Complexity: O(R × O).
  func back(_ delta: [Double]) -> [Double] {
    if isKept { return delta.indices.map { delta[$0] * scales[groups.group(of: $0)] } }
    let means = groups.means(of: delta)
    let products = groups.means(of: zip(delta, normalized).map { $0 * $1 })
    return delta.indices.map { number in
      let group = groups.group(of: number)
      return (delta[number] - means[group] - normalized[number] * products[group])
        * scales[group]
    }
  }

  /// The derivative of ``back(_:)`` along a movement of the sums, z, and of δ.
  ///
  /// With s the scale, ẑ moves by s (ż - mean(ż) - ẑ mean(ẑ ż)), which is ``back(_:)`` of ż, and s
  /// by -s² mean(ẑ ż).
  ///
  /// - Parameters: δ and δ̇ by ẑ; ż.
  /// - Precondition: means and scales are those of the rows themselves.
  /// - Complexity: O(R × O).
  func back(_ delta: [Double], moving change: [Double], along sums: [Double]) -> [Double] {
    let plain = back(delta)
    let moved = back(sums)
    let shrinking = groups.means(of: zip(sums, normalized).map { $0 * $1 })
    let products = groups.means(of: zip(delta, normalized).map { $0 * $1 })
    let crossed = groups.means(of: zip(delta, moved).map { $0 * $1 })
    let own = back(change)
    return delta.indices.map { number in
      let group = groups.group(of: number)
      return own[number] - scales[group] * shrinking[group] * plain[number]
        - scales[group] * (moved[number] * products[group] + normalized[number] * crossed[group])
    }
  }

  /// What is normalised together: the units of each row, or the rows of each unit.
  private struct Groups {
    let kind: Normalization
    let rows: Int
    let copies: [Double]

    /// The row or unit of a number of a matrix (R, O).
    func group(of number: Int) -> Int {
      kind == .layer ? number / copies.count : number % copies.count
    }

    /// The mean of each group, every unit of a row counted with its copies.
    func means(of values: [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: kind == .layer ? rows : copies.count)
      for number in values.indices {
        sums[group(of: number)] +=
          kind == .layer ? copies[number % copies.count] * values[number] : values[number]
      }
      let count = kind == .layer ? copies.reduce(0, +) : Double(rows)
      return sums.map { $0 / count }
    }
  }
}
