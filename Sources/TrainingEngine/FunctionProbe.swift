package import KernelDispatch
package import Kernels

/// An elementary function of the kernels in float32, for measuring its error.
package struct FunctionProbe: Sendable {
  package let function: ElementaryFunction
  private let kernels: KernelSet<Float>

  package init(_ function: ElementaryFunction, kernels: KernelVariant) {
    self.function = function
    self.kernels = kernels.float32
  }

  /// The largest error, in units of the last place of the true value, over every float32 value that
  /// the function is meant for: as `symbreak accuracy` measured it, rounded up to a tenth. It holds
  /// for every kernel variant, since their bits are the same.
  package var statedError: Double { Self.statedErrors[function]! }

  private static let statedErrors: [ElementaryFunction: Double] = [
    .exp: 1.1, .log: 2, .tanh: 2.5, .sigmoid: 2.5, .softplus: 3.4,
  ]

  /// Values that the function is meant for: log is of positive normal numbers; the logistic
  /// function stays at its value at the last argument whose exponential is a normal number.
  package var domain: ClosedRange<Float> {
    switch function {
    case .log: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude
    case .sigmoid: -Float.exponentialNormalRange...Float.infinity
    case .exp, .tanh, .softplus: -Float.infinity...Float.infinity
    }
  }

  /// Replaces every value by the function of it; the count is a multiple of 16.
  package func apply(to values: UnsafeMutableBufferPointer<Float>) {
    require(values.count % 16 == 0, "whole vectors only")
    guard let base = values.baseAddress else { return }
    kernels.evaluate(function, base, values.count)
  }
}
