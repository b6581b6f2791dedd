/// How large the vectors of a layer's neurons are and how far apart: what cosines do not tell.
///
/// Cosine 1 is the same direction, not the same vector; only a largest difference of 0 is that.
public struct VectorSpread: Sendable, Equatable {
  /// The largest absolute difference of any number between any two neurons; it takes two.
  public var largestDifference: Measured<Double>
  /// The smallest and the largest Euclidean norm of a neuron's vector.
  public var leastNorm: Double
  public var greatestNorm: Double

  /// A spread out of its parts.
  public init(largestDifference: Measured<Double>, leastNorm: Double, greatestNorm: Double) {
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
        guard let norm = norm(row, count: stride), norm.isFinite else { return false }
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
        let norm = norm(base + neuron * vectors.stride, count: vectors.stride)
        return norm?.isFinite == true ? norm : nil
      }
    }
  }

  /// ‖x‖, its squares kept from overflow and underflow; `nil` if a number is not finite.
  private static func norm(_ x: UnsafePointer<Double>, count: Int) -> Double? {
    guard let largest = VectorArithmetic.largestMagnitude(x, count: count) else { return nil }
    guard largest > 0 else { return 0 }
    let scale = VectorArithmetic.scale(forMagnitude: largest)
    var squares = VectorArithmetic.Lanes.zero
    for index in Swift.stride(from: 0, to: count, by: 8) {
      let lanes = VectorArithmetic.load(x + index) * scale
      squares += lanes * lanes
    }
    return squares.sum().squareRoot() / scale
  }
}
