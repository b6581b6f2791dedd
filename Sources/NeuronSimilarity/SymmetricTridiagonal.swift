/// The eigenvalues of a symmetric matrix with two diagonals, each with the last component of its unit
/// eigenvector: all that Lanczos's method needs.
struct SymmetricTridiagonal {
  /// Ascending.
  let values: [Double]
  /// Magnitudes of the last components, in the order of ``values``.
  let lastComponents: [Double]

  /// Implicitly shifted QL steps (Golub & Van Loan, Matrix Computations, 8.3), of which the last row
  /// of the eigenvectors alone is kept; `nil` where 60 steps do not end one, which has not been seen.
  ///
  /// - Complexity: O(n²).
  init?(diagonal: [Double], beside: [Double]) {
    var d = diagonal
    var e = beside + [0]
    let count = d.count
    var last = [Double](repeating: 0, count: count)
    if count > 0 { last[count - 1] = 1 }
    for first in 0..<count {
      var steps = 0
      while true {
        var end = first
        while end + 1 < count {
          if e[end].magnitude <= .ulpOfOne * (d[end].magnitude + d[end + 1].magnitude) { break }
          end += 1
        }
        guard end > first else { break }
        guard steps < 60 else { return nil }
        steps += 1
        // Wilkinson's shift from the upper corner.
        var g = (d[first + 1] - d[first]) / (2 * e[first])
        var r = (g * g + 1).squareRoot()
        g = d[end] - d[first] + e[first] / (g + (g < 0 ? -r : r))
        var (sine, cosine, p) = (1.0, 1.0, 0.0)
        var index = end - 1
        var isSplit = false
        while index >= first {
          let f = sine * e[index]
          let b = cosine * e[index]
          r = (f * f + g * g).squareRoot()
          e[index + 1] = r
          if r == 0 {
            // The matrix falls in two here.
            d[index + 1] -= p
            e[end] = 0
            isSplit = true
            break
          }
          sine = f / r
          cosine = g / r
          g = d[index + 1] - p
          let turn = (d[index] - g) * sine + 2 * cosine * b
          p = sine * turn
          d[index + 1] = g + p
          g = cosine * turn - b
          let moved = last[index + 1]
          last[index + 1] = sine * last[index] + cosine * moved
          last[index] = cosine * last[index] - sine * moved
          index -= 1
        }
        if isSplit { continue }
        d[first] -= p
        e[first] = g
        e[end] = 0
      }
    }
    let order = d.indices.sorted { d[$0] < d[$1] }
    values = order.map { d[$0] }
    lastComponents = order.map { last[$0].magnitude }
  }
}
