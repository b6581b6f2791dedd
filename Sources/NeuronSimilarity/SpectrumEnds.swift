internal import TrainingModel

/// The largest and smallest eigenvalue of a symmetric matrix of which only products with vectors are
/// known.
///
/// Lanczos's method with every vector made orthogonal to all before it (Golub & Van Loan, Matrix
/// Computations, 10.3): unlike power iteration it finds ends of one magnitude and two signs, and
/// tells how near it has come.
package struct SpectrumEnds {
  /// Which ends must be found.
  package enum Sought { case both, largest }

  package let largest: Double
  package let smallest: Double
  /// No more than this lies between an end that was sought and an eigenvalue.
  package let errorBound: Double

  /// Relative to the larger end: where the iteration stops. An eigenvalue's own error is about the
  /// square of it.
  private static let wanted = 1e-9

  /// The ends of a matrix of `count` rows, after at most `most` products.
  ///
  /// - Parameter isInterrupted: asked before every product whether to give up.
  /// - Returns: `.notFinite` where a product is.
  /// - Precondition: `most` is at least 1 and at most `count`.
  /// - Complexity: `most` products at most, and O(most² × count).
  package static func of(
    count: Int, most: Int, seeking sought: Sought, isInterrupted: () -> Bool = { false },
    _ product: ([Double]) -> [Double]
  ) -> Measured<SpectrumEnds> {
    // One fixed vector for all: but by accident it has a part along every eigenvector.
    var random = RandomStream(seed: 1, purpose: .data)
    var basis = OrthonormalBasis(length: count)
    var vector = (0..<count).map { _ in random.nextNormal() }
    let norm = vector.euclideanNorm
    for index in vector.indices { vector[index] /= norm }
    var (diagonal, beside): ([Double], [Double]) = ([], [])
    let interruption = Interruption.current
    while true {
      if interruption.isRequested || isInterrupted() { return .absent(.notComputed) }
      basis.append(vector)
      vector = product(vector)
      guard let entry = basis.removeParts(from: &vector) else { return .absent(.notFinite) }
      diagonal.append(entry)
      let rest = vector.euclideanNorm
      let scale = (diagonal + beside).reduce(0) { max($0, $1.magnitude) }
      // The vectors so far hold all that the first one's products ever reach.
      let isExhausted = diagonal.count == count || rest <= 1e-14 * scale
      let isLast = isExhausted || diagonal.count == most
      if isLast || diagonal.count.isMultiple(of: 5) {
        guard let form = SymmetricTridiagonal(diagonal: diagonal, beside: beside),
          let low = form.values.first, let high = form.values.last,
          let lowPart = form.lastComponents.first, let highPart = form.lastComponents.last
        else { return .absent(.notComputed) }
        let size = max(low.magnitude, high.magnitude)
        let residual = rest * (sought == .both ? max(lowPart, highPart) : highPart)
        let bound = max(
          isExhausted ? 0 : residual, size * Double(diagonal.count) * .ulpOfOne)
        if isLast || bound <= wanted * size {
          return .present(SpectrumEnds(largest: high, smallest: low, errorBound: bound))
        }
      }
      beside.append(rest)
      for index in vector.indices { vector[index] /= rest }
    }
  }
}

/// Orthonormal vectors, one after the other in memory.
private struct OrthonormalBasis {
  private let length: Int
  private var storage: [Double] = []

  init(length: Int) { self.length = length }

  mutating func append(_ vector: [Double]) { storage.append(contentsOf: vector) }

  /// Takes the parts along all vectors out of `vector`.
  ///
  /// - Returns: the part along the last vector; `nil` where a number is not finite.
  /// - Complexity: O(vectors × length).
  func removeParts(from vector: inout [Double]) -> Double? {
    let count = storage.count / length
    var lastPart = 0.0
    storage.withUnsafeBufferPointer { storage in
      vector.withUnsafeMutableBufferPointer { vector in
        // The second time takes out what rounding left of the first.
        for _ in 0..<2 {
          for number in stride(from: count - 1, through: 0, by: -1) {
            let known = storage.baseAddress! + number * length
            var part = 0.0
            for index in 0..<length { part += known[index] * vector[index] }
            Axpy.add(-part, times: known, to: vector.baseAddress!, count: length)
            if number == count - 1 { lastPart += part }
          }
        }
      }
    }
    return lastPart.isFinite && vector.allSatisfy(\.isFinite) ? lastPart : nil
  }
}
