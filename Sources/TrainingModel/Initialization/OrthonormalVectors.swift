/// Orthonormal vectors by Gram and Schmidt's process, each vector taken through it twice, which
/// keeps them orthogonal to working precision (Giraud, Langou & Rozložník 2005).
///
/// The result is the Q of the QR factorisation whose R has a positive diagonal, the one that makes
/// Q of a normal matrix uniformly distributed (Mezzadri 2007). Sums run over eight partial sums in
/// a fixed order, so that the bits are the same everywhere.
struct OrthonormalVectors {
  /// Numbers of a vector.
  let length: Int
  private let padded: Int
  /// Vector by vector, padded with zeros to whole blocks.
  private var numbers: [SIMD8<Double>]
  private let count: Int

  /// `count` random orthonormal vectors of `length` ≥ `count` numbers.
  ///
  /// - Parameter isInterrupted: asked before every vector whether to give up: the rest are then zero.
  /// - Complexity: O(count² × length).
  init(
    count: Int, length: Int, from stream: inout RandomStream, isInterrupted: () -> Bool = { false }
  ) {
    precondition(count <= length, "there are at most as many orthogonal vectors as dimensions")
    self.length = length
    self.count = count
    padded = (length + 7) / 8
    numbers = Array(repeating: .zero, count: count * padded)
    let interruption = Interruption.current
    for vector in 0..<count {
      if interruption.isRequested || isInterrupted() { return }
      repeat {
        for place in 0..<length {
          numbers[vector * padded + place / 8][place % 8] = stream.nextNormal()
        }
        makeOrthogonal(vector)
        makeOrthogonal(vector)
      } while !normalize(vector)
    }
  }

  subscript(vector: Int, place: Int) -> Double { numbers[vector * padded + place / 8][place % 8] }

  private func product(_ a: Int, _ b: Int) -> Double {
    var sums = SIMD8<Double>.zero
    for block in 0..<padded { sums += numbers[a * padded + block] * numbers[b * padded + block] }
    return (0..<8).reduce(0) { $0 + sums[$1] }
  }

  private mutating func makeOrthogonal(_ vector: Int) {
    for earlier in 0..<vector {
      let share = SIMD8<Double>(repeating: product(earlier, vector))
      for block in 0..<padded {
        numbers[vector * padded + block] -= share * numbers[earlier * padded + block]
      }
    }
  }

  /// - Returns: false for a vector that the others leave nothing of, which chance never gives.
  private mutating func normalize(_ vector: Int) -> Bool {
    let length = product(vector, vector).squareRoot()
    guard length > 1e-10 else { return false }
    for block in 0..<padded { numbers[vector * padded + block] /= SIMD8(repeating: length) }
    return true
  }
}
