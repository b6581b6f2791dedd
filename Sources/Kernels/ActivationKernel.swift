/// The nonlinearities that kernels know; each `Activation` of the training core names its own.
public enum ActivationKind: UInt8, Sendable, CaseIterable {
  case linear, relu, leakyReLU, elu, selu, gelu, silu, mish, softplus, softsign, sigmoid, tanh
}

/// f(z) and f'(z) of one nonlinearity, elementwise.
@usableFromInline
enum ActivationKernel<V: KernelVector> {
  /// Replaces `rows` runs of `count` elements z by f(z), each `stride` after the one before, and,
  /// where `derivative` is given, writes f'(z) at the same places there.
  @inlinable @inline(__always)
  static func apply(
    _ kind: ActivationKind, _ values: UnsafeMutablePointer<V.Scalar>,
    derivative: UnsafeMutablePointer<V.Scalar>?, rows: Int = 1, stride: Int = 0, count: Int
  ) {
    let block = Block(
      values: values, derivative: derivative, rows: rows, stride: stride, count: count)
    with(kind) { block.map($0) }
  }

  /// Runs `body` with one nonlinearity, for which it is compiled.
  @inlinable @inline(__always)
  static func with(
    _ kind: ActivationKind, _ body: (_ function: (V) -> (value: V, derivative: V)) -> Void
  ) {
    switch kind {
    case .linear: body { ($0, V(repeating: 1)) }
    case .relu: body(relu)
    case .leakyReLU: body(leakyReLU)
    case .elu: body(elu)
    case .selu: body(selu)
    case .gelu: body(gelu)
    case .silu: body(silu)
    case .mish: body(mish)
    case .softplus: body { (V.softplus($0), V.sigmoid($0)) }
    case .softsign: body(softsign)
    case .sigmoid: body(sigmoid)
    case .tanh: body(tanh)
    }
  }

  /// The elements that a nonlinearity is applied to.
  @usableFromInline
  struct Block {
    @usableFromInline let values: UnsafeMutablePointer<V.Scalar>
    @usableFromInline let derivative: UnsafeMutablePointer<V.Scalar>?
    @usableFromInline let rows: Int
    @usableFromInline let stride: Int
    @usableFromInline let count: Int

    @inlinable @inline(__always)
    init(
      values: UnsafeMutablePointer<V.Scalar>, derivative: UnsafeMutablePointer<V.Scalar>?,
      rows: Int, stride: Int, count: Int
    ) {
      self.values = values
      self.derivative = derivative
      self.rows = rows
      self.stride = stride
      self.count = count
    }

    @inlinable @inline(__always)
    func map(_ function: (V) -> (value: V, derivative: V)) {
      var first = 0
      for _ in 0..<rows {
        let end = first &+ count
        var index = first
        if let derivative {
          while index < end {
            let answer = function(V.load(values + index))
            answer.value.store(values + index)
            answer.derivative.store(derivative + index)
            index &+= V.scalarCount
          }
        } else {
          while index < end {
            function(V.load(values + index)).value.store(values + index)
            index &+= V.scalarCount
          }
        }
        first &+= stride
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
  static func mish(_ z: V) -> (V, V) {
    let t = V.tanh(V.softplus(z))
    // 1 - t², the slope of tanh, times that of softplus.
    let bend = V.fma(V.zero - t, t, V(repeating: 1)) * V.sigmoid(z)
    return (z * t, V.fma(z, bend, t))
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
