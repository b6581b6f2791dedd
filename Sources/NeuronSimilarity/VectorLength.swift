/// A vector's Euclidean length as factor / scale, scale a power of two that brings the vector's largest
/// number near 1: so squares neither overflow nor vanish.
struct VectorLength {
  /// 0 for a vector of zeros.
  let factor: Double
  let scale: Double

  /// Infinite where the length itself is too large.
  var value: Double { factor / scale }

  /// The length of any number of numbers; `nil` if one is not finite.
  ///
  /// - Complexity: O(numbers).
  init?(_ x: UnsafeBufferPointer<Double>) {
    guard let largest = VectorArithmetic.largestMagnitude(x) else { return nil }
    guard largest > 0 else {
      (factor, scale) = (0, 1)
      return
    }
    scale = VectorArithmetic.scale(forMagnitude: largest)
    var even = VectorArithmetic.Lanes.zero
    var odd = VectorArithmetic.Lanes.zero
    for index in Swift.stride(from: 0, to: x.count, by: 16) {
      let first = VectorArithmetic.load(x, at: index) * scale
      even += first * first
      guard index + 8 < x.count else { break }
      let second = VectorArithmetic.load(x, at: index + 8) * scale
      odd += second * second
    }
    factor = (even + odd).sum().squareRoot()
  }

  /// A part of the vector, which is not zero, as a part of the unit vector along it.
  func unit(_ lanes: VectorArithmetic.Lanes) -> VectorArithmetic.Lanes {
    lanes * scale * (1 / factor)
  }
}
