/// The elementary functions that activations and losses are made of, by themselves: for measuring
/// their errors.
public enum ElementaryFunction: String, Sendable, CaseIterable {
  case exp, log, tanh, sigmoid, softplus
}

@usableFromInline
enum ElementaryFunctionKernel<V: KernelVector> {
  /// Replaces `count` elements, a multiple of V's, by the function of them.
  @inlinable @inline(__always)
  static func apply(
    _ function: ElementaryFunction, _ values: UnsafeMutablePointer<V.Scalar>, _ count: Int
  ) {
    switch function {
    case .exp: map(values, count) { V.exp($0) }
    case .log: map(values, count) { V.log($0) }
    case .tanh: map(values, count) { V.tanh($0) }
    case .sigmoid: map(values, count) { V.sigmoid($0) }
    case .softplus: map(values, count) { V.softplus($0) }
    }
  }

  @inlinable @inline(__always)
  static func map(_ values: UnsafeMutablePointer<V.Scalar>, _ count: Int, _ function: (V) -> V) {
    var index = 0
    while index < count {
      function(V.load(values + index)).store(values + index)
      index &+= V.scalarCount
    }
  }
}
