extension BidiagonalForm {
  /// The singular values, in no particular order; `nil` if the iteration does not end, which has
  /// not been seen.
  ///
  /// Implicitly shifted QR steps (Golub & Van Loan, Matrix Computations, 8.6.2). Entries below the
  /// rounding of the largest count as zero, so that each value is right to within that.
  ///
  /// - Complexity: O(n²).
  consuming func singularValues() -> [Double]? {
    var largest = 0.0
    for index in diagonal.indices {
      let above = index < superdiagonal.count ? superdiagonal[index].magnitude : 0
      largest = max(largest, diagonal[index].magnitude + above)
    }
    let negligible = largest * .ulpOfOne
    var last = diagonal.count - 1
    var steps = 0
    while last > 0 {
      if superdiagonal[last - 1].magnitude <= negligible {
        last -= 1
        steps = 0
        continue
      }
      // Two or three steps a value are usual.
      guard steps < 100 else { return nil }
      steps += 1

      var first = last - 1
      while first > 0, superdiagonal[first - 1].magnitude > negligible { first -= 1 }
      if let zero = (first..<last).last(where: { diagonal[$0].magnitude <= negligible }) {
        splitOff(zero: zero, last: last, negligible: negligible)
      } else {
        shiftedStep(first: first, last: last)
      }
    }
    return diagonal.map(\.magnitude)
  }

  /// Where a diagonal entry is zero, rotates the one to its right away, row after row: the block
  /// falls in two.
  private mutating func splitOff(zero: Int, last: Int, negligible: Double) {
    diagonal[zero] = 0
    var bulge = superdiagonal[zero]
    superdiagonal[zero] = 0
    for index in zero + 1...last where bulge.magnitude > negligible {
      let rotation = Rotation(diagonal[index], bulge)
      diagonal[index] = rotation.length
      guard index < last else { return }
      bulge = -rotation.sine * superdiagonal[index]
      superdiagonal[index] *= rotation.cosine
    }
  }

  /// One step on the block from `first` to `last`, with Wilkinson's shift.
  private mutating func shiftedStep(first: Int, last: Int) {
    // The lower right corner of BᵀB.
    let above = last - 1 > first ? superdiagonal[last - 2] : 0
    let beside = superdiagonal[last - 1]
    let t11 = diagonal[last - 1] * diagonal[last - 1] + above * above
    let t22 = diagonal[last] * diagonal[last] + beside * beside
    let t12 = diagonal[last - 1] * beside
    let half = (t11 - t22) / 2
    let root = (half * half + t12 * t12).squareRoot()
    let divisor = half < 0 ? half - root : half + root
    let shift = divisor == 0 ? t22 : t22 - t12 * t12 / divisor

    var kept = diagonal[first] * diagonal[first] - shift
    var vanishing = diagonal[first] * superdiagonal[first]
    for index in first..<last {
      let right = Rotation(kept, vanishing)
      if index > first { superdiagonal[index - 1] = right.length }
      (kept, superdiagonal[index]) = right.applied(diagonal[index], superdiagonal[index])
      (vanishing, diagonal[index + 1]) = right.applied(0, diagonal[index + 1])

      let left = Rotation(kept, vanishing)
      diagonal[index] = left.length
      (kept, diagonal[index + 1]) = left.applied(superdiagonal[index], diagonal[index + 1])
      if index + 1 < last {
        (vanishing, superdiagonal[index + 1]) = left.applied(0, superdiagonal[index + 1])
      }
    }
    superdiagonal[last - 1] = kept
  }

  /// The rotation that takes (x, y) to (length, 0).
  private struct Rotation {
    var cosine: Double
    var sine: Double
    var length: Double

    init(_ x: Double, _ y: Double) {
      length = (x * x + y * y).squareRoot()
      guard length > 0 else {
        (cosine, sine) = (1, 0)
        return
      }
      cosine = x / length
      sine = y / length
    }

    @inline(__always)
    func applied(_ x: Double, _ y: Double) -> (Double, Double) {
      (cosine * x + sine * y, cosine * y - sine * x)
    }
  }
}
