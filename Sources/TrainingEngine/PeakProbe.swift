package import KernelDispatch
internal import Kernels
package import TrainingModel

/// The machine's rate of fused multiply-adds, for judging a training's.
package struct PeakProbe: Sendable {
  private let run: @Sendable (_ rounds: Int) -> Void
  private let width: Int

  package init(_ kernels: KernelVariant, precision: Precision) {
    switch precision {
    case .float32:
      let set = kernels.float32
      width = set.width
      run = { _ = set.multiplyAdds($0) }
    case .float64:
      let set = kernels.float64
      width = set.width
      run = { _ = set.multiplyAdds($0) }
    }
  }

  /// Keeps one core busy.
  ///
  /// - Returns: the floating-point operations done, two a multiply-add.
  package func run(rounds: Int) -> Double {
    run(rounds)
    return 24 * Double(width) * Double(rounds)
  }
}
