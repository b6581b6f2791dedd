/// The nonlinearities that kernels know; the training core's `Activation` maps onto them.
public enum ActivationKind: UInt8, Sendable, CaseIterable {
  case linear, relu, leakyReLU, elu, selu, gelu, silu, softplus, softsign, sigmoid, tanh
}

/// f(z) and f'(z) of one nonlinearity, elementwise.
@usableFromInline
enum ActivationKernel<V: KernelVector> {
  /// Replaces `count` elements z by f(z) and, where `derivative` is given, writes f'(z) there.
  @inlinable @inline(__always)
  static func apply(
    _ kind: ActivationKind, _ values: UnsafeMutablePointer<V.Scalar>,
    derivative: UnsafeMutablePointer<V.Scalar>?, count: Int
  ) {
    switch kind {
    case .linear: map(values, derivative, count) { ($0, V(repeating: 1)) }
    case .relu: map(values, derivative, count, relu)
    case .leakyReLU: map(values, derivative, count, leakyReLU)
    case .elu: map(values, derivative, count, elu)
    case .selu: map(values, derivative, count, selu)
    case .gelu: map(values, derivative, count, gelu)
    case .silu: map(values, derivative, count, silu)
    case .softplus: map(values, derivative, count) { (V.softplus($0), V.sigmoid($0)) }
    case .softsign: map(values, derivative, count, softsign)
    case .sigmoid: map(values, derivative, count, sigmoid)
    case .tanh: map(values, derivative, count, tanh)
    }
  }

  @inlinable @inline(__always)
  static func map(
    _ values: UnsafeMutablePointer<V.Scalar>, _ derivative: UnsafeMutablePointer<V.Scalar>?,
    _ count: Int, _ function: (V) -> (value: V, derivative: V)
  ) {
    var index = 0
    if let derivative {
      while index < count {
        let answer = function(V.load(values + index))
        answer.value.store(values + index)
        answer.derivative.store(derivative + index)
        index &+= V.scalarCount
      }
    } else {
      while index < count {
        function(V.load(values + index)).value.store(values + index)
        index &+= V.scalarCount
      }
    }
  }

  @inlinable @inline(__always)
  static func relu(_ z: V) -> (V, V) {
    // A NaN compares false both times and so takes the last branch: it must not become 0.
    let zero = V.zero
    return (
      V.select(zero, z, whereLess: z, than: zero),
      V.select(V(repeating: 1), zero, whereLess: zero, than: z)
    )
  }

  @inlinable @inline(__always)
  static func leakyReLU(_ z: V) -> (V, V) {
    let slope = V(repeating: 0.01)
    return (
      V.select(z, z * slope, whereLess: V.zero, than: z),
      V.select(V(repeating: 1), slope, whereLess: V.zero, than: z)
    )
  }

  /// scale · (z for z > 0, else α (exp(z) - 1)).
  @inlinable @inline(__always)
  static func exponentialLinear(_ z: V, alpha: V, scale: V) -> (V, V) {
    let bent = alpha * V.expm1OfNegative(V.select(z, V.zero, whereLess: z, than: V.zero))
    let below = V.select(bent, z + bent, whereLess: z, than: V.zero)
    return (
      scale * V.select(z, below, whereLess: V.zero, than: z),
      scale * V.select(V(repeating: 1), bent + alpha, whereLess: V.zero, than: z)
    )
  }

  @inlinable @inline(__always)
  static func elu(_ z: V) -> (V, V) {
    exponentialLinear(z, alpha: V(repeating: 1), scale: V(repeating: 1))
  }

  @inlinable @inline(__always)
  static func selu(_ z: V) -> (V, V) {
    exponentialLinear(
      z, alpha: V(repeating: 1.6732632423543772), scale: V(repeating: 1.0507009873554805))
  }

  @inlinable @inline(__always)
  static func gelu(_ z: V) -> (V, V) {
    let (cumulative, density) = V.normal(z)
    return (z * cumulative, V.fma(z, density, cumulative))
  }

  @inlinable @inline(__always)
  static func silu(_ z: V) -> (V, V) {
    let s = V.sigmoid(z)
    let value = z * s
    return (value, V.fma(value, V(repeating: 1) - s, s))
  }

  @inlinable @inline(__always)
  static func softsign(_ z: V) -> (V, V) {
    let inverse = V(repeating: 1) / (z.magnitude + V(repeating: 1))
    return (z * inverse, inverse * inverse)
  }

  @inlinable @inline(__always)
  static func sigmoid(_ z: V) -> (V, V) {
    let s = V.sigmoid(z)
    return (s, s * (V(repeating: 1) - s))
  }

  @inlinable @inline(__always)
  static func tanh(_ z: V) -> (V, V) {
    let t = V.tanh(z)
    return (t, V.fma(V.zero - t, t, V(repeating: 1)))
  }
}
