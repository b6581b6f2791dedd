/// The kernels for networks one a lane, for one width of group.
public struct LaneKernels<Scalar: KernelScalar>: Sendable {
  /// Networks of a group.
  public let lanes: Int
  /// The gradients of groups of networks; false where a loss is not finite.
  public let gradient: @Sendable (borrowing LaneGradient<Scalar>) -> Bool
  /// A piece of a split through one group of networks, for measuring them.
  public let evaluate: @Sendable (borrowing LaneEvaluation<Scalar>) -> Void
  /// What flows through a layer of one group over a piece of a split.
  public let watch: @Sendable (borrowing LaneFlow<Scalar>) -> Void
  /// `count` numbers in float64.
  public let widen:
    @Sendable (
      _ numbers: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Double>, _ count: Int
    ) -> Void
  /// `columns` times one element from every lane's row of a matrix whose rows are
  /// `stride` apart.
  public let gather:
    @Sendable (
      _ matrix: UnsafePointer<Scalar>, _ stride: Int, _ columns: Int,
      _ rows: UnsafePointer<UInt32>, _ target: UnsafeMutablePointer<Scalar>
    ) -> Void

  @inlinable @inline(__always)
  init<E: LaneElement>(element: E.Type) where E.Vector.Scalar == Scalar {
    lanes = E.lanes
    gradient = { $0.compute(E.self) }
    evaluate = { $0.compute(E.self) }
    watch = { $0.compute(E.self) }
    widen = { numbers, target, count in
      for index in 0..<count { target[index] = numbers[index].inDouble }
    }
    gather = { matrix, stride, columns, rows, target in
      let width = E.Vector.scalarCount
      for column in 0..<columns {
        for half in 0..<E.vectors {
          let own = rows + half &* width
          var vector = E.Vector.zero
          for lane in 0..<width { vector[lane] = matrix[Int(own[lane]) &* stride &+ column] }
          vector.store(target + (column &* E.lanes &+ half &* width))
        }
      }
    }
  }
}
