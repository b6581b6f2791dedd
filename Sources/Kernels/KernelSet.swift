/// The kernels of one precision on one instruction set, as a table of functions.
///
/// Every pointer is to buffers whose rows are padded to a multiple of ``width``; none may be
/// aliased by another unless a kernel says so. No kernel allocates, throws or blocks.
public struct KernelSet<Scalar: KernelScalar>: Sendable {
  /// Elements of a vector.
  public let width: Int
  public let product: @Sendable (borrowing MatrixProduct<Scalar>) -> Void
  /// `count` elements z become f(z); f'(z) goes to `derivative` where given.
  public let activate:
    @Sendable (
      _ kind: ActivationKind, _ values: UnsafeMutablePointer<Scalar>,
      _ derivative: UnsafeMutablePointer<Scalar>?, _ count: Int
    ) -> Void
  public let loss: @Sendable (_ kind: LossKind, borrowing LossGradient<Scalar>) -> Void
  /// `count` elements of the first buffer are multiplied by those of the second.
  public let multiply:
    @Sendable (
      _ values: UnsafeMutablePointer<Scalar>, _ factors: UnsafePointer<Scalar>, _ count: Int
    ) -> Void
  /// Adds `rows` rows of `columns` elements, top to bottom, to `sums`.
  public let addRows:
    @Sendable (
      _ values: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
      _ sums: UnsafeMutablePointer<Scalar>
    ) -> Void
  public let update:
    @Sendable (
      _ kind: UpdateKind, _ coefficients: UpdateCoefficients<Scalar>,
      _ weights: UnsafeMutablePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
      _ first: UnsafeMutablePointer<Scalar>, _ second: UnsafeMutablePointer<Scalar>,
      _ count: Int
    ) -> Void

  /// `count` elements become the function of them.
  public let evaluate:
    @Sendable (
      _ function: ElementaryFunction, _ values: UnsafeMutablePointer<Scalar>, _ count: Int
    ) -> Void
  /// For a network whose batch lies across the lanes; the answer is the sum of the rows' losses.
  public let rowGradient: @Sendable (UnsafePointer<RowGradient<Scalar>>) -> Scalar
  /// For networks one a lane: a few, and as many as there are.
  public let fewLanes: LaneKernels<Scalar>
  public let manyLanes: LaneKernels<Scalar>
  /// So many rounds of 12 independent fused multiply-adds, for measuring the machine's peak: 24
  /// operations a round and element of a vector. The answer has no meaning but keeps the work.
  public let multiplyAdds: @Sendable (_ rounds: Int) -> Scalar

  /// Compiles every kernel for vectors of type V, for the instruction set of the calling target.
  ///
  /// No other target may use V: what is specialised for a type goes by the type's name, and the
  /// linker would pick one target's code for both.
  @inlinable @inline(__always)
  public init<V: KernelVector>(vector: V.Type) where V.Scalar == Scalar {
    width = V.scalarCount
    fewLanes = LaneKernels(element: OneVector<V>.self)
    manyLanes = LaneKernels(element: TwoVectors<V>.self)
    product = { $0.compute(V.self) }
    activate = { ActivationKernel<V>.apply($0, $1, derivative: $2, count: $3) }
    loss = { $1.compute($0, V.self) }
    multiply = { values, factors, count in
      var index = 0
      while index < count {
        (V.load(values + index) * V.load(factors + index)).store(values + index)
        index &+= V.scalarCount
      }
    }
    addRows = { values, rows, columns, sums in
      var column = 0
      while column < columns {
        var sum = V.load(sums + column)
        var row = values + column
        for _ in 0..<rows {
          sum += V.load(row)
          row += columns
        }
        sum.store(sums + column)
        column &+= V.scalarCount
      }
    }
    update = {
      UpdateKernel<V>.apply(
        $0, $1, weights: $2, gradient: $3, first: $4, second: $5, count: $6)
    }
    rowGradient = { $0.pointee.compute(V.self) }
    evaluate = { ElementaryFunctionKernel<V>.apply($0, $1, $2) }
    multiplyAdds = { PeakLoop<V>.run(rounds: $0) }
  }
}
