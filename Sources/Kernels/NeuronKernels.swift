/// The kernels that measure networks in lanes, in float64: lanes are a multiple of ``width``.
public struct NeuronKernels: Sendable {
  public let width: Int
  public let compare: @Sendable (borrowing NeuronPairs, NeuronNumbers) -> Void
  public let directions:
    @Sendable (
      borrowing NeuronPairs, NeuronNumbers, _ tolerance: Double,
      _ counts: UnsafeMutablePointer<Double>
    ) -> Void
  public let addMoments: @Sendable (borrowing ActivationMoments) -> Void
  public let finishMoments: @Sendable (borrowing ActivationMoments) -> Void
  public let effectiveRank:
    @Sendable (borrowing LayerWeights, _ ranks: UnsafeMutablePointer<Double>) -> Void
  public let displace: @Sendable (borrowing LayerDisplacement) -> Void
  public let classify: @Sendable (borrowing NeuronClasses) -> Void

  /// Compiles every kernel for vectors of type V, for the instruction set of the calling target.
  @inlinable @inline(__always)
  public init<V: KernelVector>(vector: V.Type) where V.Scalar == Double {
    width = V.scalarCount
    compare = { $0.compare($1, V.self) }
    directions = { $0.directions($1, tolerance: $2, $3, V.self) }
    addMoments = { $0.add(V.self) }
    finishMoments = { $0.finish(V.self) }
    effectiveRank = { $0.effectiveRank($1, V.self) }
    displace = { $0.compute(V.self) }
    classify = { $0.compute(V.self) }
  }
}
