internal import TrainingCore

/// The normalisation of one layer's sums in float64, apart from the kernels.
///
/// Its sums without the bias, z, become ẑ = (z - mean) / √(variance + 10⁻⁵): over the units of a row,
/// each counted with its copies, or over the rows of a unit.
struct DenseNormalization: Sendable {
  private let kind: Normalization
  private let rows: Int
  private let copies: [Double]
  /// Mean and 1 / √(variance + 10⁻⁵), a number a row or a number a unit.
  private let means: [Double]
  private let scales: [Double]
  /// ẑ, (R, O).
  private(set) var normalized: [Double]
  /// Whether means and scales are those of other rows, so that these do not move them.
  private let isKept: Bool

  private static let floor = 1e-5

  /// Normalises the sums `z`, (R, O).
  ///
  /// - Parameters:
  ///   - copies: how many equal units each unit stands for.
  ///   - reference: with `batch`, whose means and scales are taken; those of the rows themselves
  ///     unless told.
  /// - Complexity: O(R × O).
  init(
    _ kind: Normalization, of z: [Double], rows: Int, copies: [Double],
    keeping reference: DenseNormalization?
  ) {
    self.kind = kind
    self.rows = rows
    self.copies = copies
    isKept = kind == .batch && reference != nil
    if let reference, isKept {
      (means, scales) = (reference.means, reference.scales)
    } else {
      let averages = Averages(kind, rows: rows, copies: copies)
      let means = averages.of(z)
      self.means = means
      let units = copies.count
      scales = averages.of(
        z.indices.map { number in
          let difference = z[number] - means[averages.group(of: number, units)]
          return difference * difference
        }
      ).map { 1 / ($0 + Self.floor).squareRoot() }
    }
    normalized = z
    let averages = Averages(kind, rows: rows, copies: copies)
    for number in z.indices {
      let group = averages.group(of: number, copies.count)
      normalized[number] = (z[number] - means[group]) * scales[group]
    }
  }

  /// The derivative by the sums, of one copy, from that by ẑ: (δ - mean(δ) - ẑ mean(δ ẑ)) times the
  /// scale; δ times the scale where the means are those of other rows.
  ///
  /// - Complexity: O(R × O).
  func back(_ delta: [Double]) -> [Double] {
    let averages = Averages(kind, rows: rows, copies: copies)
    let units = copies.count
    if isKept {
      return delta.indices.map { delta[$0] * scales[averages.group(of: $0, units)] }
    }
    let means = averages.of(delta)
    let products = averages.of(delta.indices.map { delta[$0] * normalized[$0] })
    return delta.indices.map { number in
      let group = averages.group(of: number, units)
      return (delta[number] - means[group] - normalized[number] * products[group])
        * scales[group]
    }
  }

  /// Means over the units of each row or over the rows of each unit.
  private struct Averages {
    let kind: Normalization
    let rows: Int
    let copies: [Double]

    init(_ kind: Normalization, rows: Int, copies: [Double]) {
      self.kind = kind
      self.rows = rows
      self.copies = copies
    }

    /// The row or unit of a number of a matrix (R, O).
    func group(of number: Int, _ units: Int) -> Int {
      kind == .layer ? number / units : number % units
    }

    func of(_ values: [Double]) -> [Double] {
      let units = copies.count
      var sums = [Double](repeating: 0, count: kind == .layer ? rows : units)
      for number in values.indices {
        sums[group(of: number, units)] +=
          kind == .layer ? copies[number % units] * values[number] : values[number]
      }
      let count = kind == .layer ? copies.reduce(0, +) : Double(rows)
      return sums.map { $0 / count }
    }
  }
}
