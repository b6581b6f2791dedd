/// How large the vectors of a layer's neurons are and how far apart: what cosines do not tell.
///
/// Cosine 1 is the same direction, not the same vector; only a largest difference of 0 is that.
package struct VectorSpread: Sendable, Equatable {
  /// The largest absolute difference of any number between any two neurons; it takes two.
  package var largestDifference: Measured<Double>
  /// The smallest and the largest Euclidean norm of a neuron's vector.
  package var leastNorm: Double
  package var greatestNorm: Double

  package init(largestDifference: Measured<Double>, leastNorm: Double, greatestNorm: Double) {
    self.largestDifference = largestDifference
    self.leastNorm = leastNorm
    self.greatestNorm = greatestNorm
  }

  /// Sums up `vectors`; `.notFinite` if a number of theirs is not, or what would be measured.
  ///
  /// - Complexity: O(neurons × length).
  static func of(_ vectors: NeuronVectors) -> Measured<VectorSpread> {
    let stride = vectors.stride
    var norms: (least: Double, greatest: Double) = (.infinity, 0)
    var most = [VectorArithmetic.Lanes](
      repeating: .init(repeating: -.infinity), count: stride / NeuronVectors.lanes)
    var least = [VectorArithmetic.Lanes](
      repeating: .init(repeating: .infinity), count: stride / NeuronVectors.lanes)
    let isFinite = vectors.storage.withUnsafeBufferPointer { storage in
      (0..<vectors.count).allSatisfy { neuron in
        guard stride > 0 else {
          norms = (0, 0)
          return true
        }
        let row = storage.baseAddress! + neuron * stride
        let numbers = UnsafeBufferPointer(start: row, count: stride)
        guard let norm = VectorLength(numbers)?.value, norm.isFinite else { return false }
        norms = (min(norms.least, norm), max(norms.greatest, norm))
        for index in most.indices {
          let lanes = VectorArithmetic.load(row + index * NeuronVectors.lanes)
          most[index].replace(with: lanes, where: lanes .> most[index])
          least[index].replace(with: lanes, where: lanes .< least[index])
        }
        return true
      }
    }
    guard isFinite else { return .absent(.notFinite) }
    let difference = zip(most, least).lazy.map { ($0 - $1).max() }.max() ?? 0
    guard difference.isFinite || vectors.count == 0 else { return .absent(.notFinite) }
    return .present(
      VectorSpread(
        largestDifference: vectors.count > 1 ? .present(difference) : .absent(.singleNeuron),
        leastNorm: norms.least, greatestNorm: norms.greatest))
  }

  /// The norm of each vector, `nil` for those that are not finite.
  static func norms(of vectors: NeuronVectors) -> [Double?] {
    vectors.storage.withUnsafeBufferPointer { storage in
      (0..<vectors.count).map { neuron in
        guard let base = storage.baseAddress else { return 0 }
        let numbers = UnsafeBufferPointer(
          start: base + neuron * vectors.stride, count: vectors.stride)
        guard let norm = VectorLength(numbers)?.value, norm.isFinite else { return nil }
        return norm
      }
    }
  }
}
