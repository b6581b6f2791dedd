/// The kernels for networks one a lane, for one width of group.
public struct LaneKernels<Scalar: KernelScalar>: Sendable {
  /// Networks of a group.
  public let lanes: Int
  /// The gradients of groups of networks; false where a loss is not finite.
  public let gradient: @Sendable (borrowing LaneGradient<Scalar>) -> Bool
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
