/// The coefficients of one update, computed in float64 and rounded once.
public struct UpdateCoefficients<Scalar: KernelScalar>: Sendable {
  /// η, or Adam's η / (1 - β₁ᵗ).
  public var rate: Scalar = 0
  /// μ of momentum.
  public var momentum: Scalar = 0
  public var beta1: Scalar = 0
  public var beta2: Scalar = 0
  /// 1 - β₁ and 1 - β₂.
  public var complement1: Scalar = 0
  public var complement2: Scalar = 0
  /// √(1 - β₂ᵗ).
  public var correction: Scalar = 1
  public var epsilon: Scalar = 0
  /// 1 - η λ, what AdamW and Lion leave of a weight before its step.
  public var decay: Scalar = 1

  @inlinable
  public init() {}

  /// The same coefficients, each rounded once.
  @inlinable
  public init(rounding exact: UpdateCoefficients<Double>) {
    rate = Scalar(rounding: exact.rate)
    momentum = Scalar(rounding: exact.momentum)
    beta1 = Scalar(rounding: exact.beta1)
    beta2 = Scalar(rounding: exact.beta2)
    complement1 = Scalar(rounding: exact.complement1)
    complement2 = Scalar(rounding: exact.complement2)
    correction = Scalar(rounding: exact.correction)
    epsilon = Scalar(rounding: exact.epsilon)
    decay = Scalar(rounding: exact.decay)
  }
}

/// The rules that kernels know; each `OptimizerRule` of the training core names its own.
public enum UpdateKind: UInt8, Sendable, CaseIterable {
  case sgd, momentum, nesterov, adam, adamW, adagrad, rmsprop, rmspropMomentum, lion

  /// State vectors beside the weights.
  public var stateCount: Int {
    switch self {
    case .sgd: 0
    case .momentum, .nesterov, .adagrad, .rmsprop, .lion: 1
    case .adam, .adamW, .rmspropMomentum: 2
    }
  }
}

/// One update of `count` weights w by their gradient g, elementwise.
@usableFromInline
enum UpdateKernel<V: KernelVector> {
  @inlinable @inline(__always)
  static func apply(
    _ kind: UpdateKind, _ coefficients: UpdateCoefficients<V.Scalar>,
    weights: UnsafeMutablePointer<V.Scalar>, gradient: UnsafePointer<V.Scalar>,
    first: UnsafeMutablePointer<V.Scalar>, second: UnsafeMutablePointer<V.Scalar>, count: Int
  ) {
    let descent = V(repeating: -coefficients.rate)
    let momentum = V(repeating: coefficients.momentum)
    var index = 0
    switch kind {
    case .sgd:
      while index < count {
        V.fma(descent, V.load(gradient + index), V.load(weights + index)).store(weights + index)
        index &+= V.scalarCount
      }
    case .momentum:
      while index < count {
        let v = V.fma(momentum, V.load(first + index), V.load(gradient + index))
        v.store(first + index)
        V.fma(descent, v, V.load(weights + index)).store(weights + index)
        index &+= V.scalarCount
      }
    case .nesterov:
      while index < count {
        let g = V.load(gradient + index)
        let v = V.fma(momentum, V.load(first + index), g)
        v.store(first + index)
        let ahead = V.fma(momentum, v, g)
        V.fma(descent, ahead, V.load(weights + index)).store(weights + index)
        index &+= V.scalarCount
      }
    case .adam, .adamW:
      let decay = V(repeating: coefficients.decay)
      let beta1 = V(repeating: coefficients.beta1)
      let beta2 = V(repeating: coefficients.beta2)
      let complement1 = V(repeating: coefficients.complement1)
      let complement2 = V(repeating: coefficients.complement2)
      let correction = V(repeating: coefficients.correction)
      let epsilon = V(repeating: coefficients.epsilon)
      while index < count {
        let g = V.load(gradient + index)
        let m = V.fma(beta1, V.load(first + index), complement1 * g)
        let v = V.fma(beta2, V.load(second + index), complement2 * g * g)
        m.store(first + index)
        v.store(second + index)
        let step = m / (v.squareRoot() / correction + epsilon)
        let weight = V.load(weights + index)
        V.fma(descent, step, kind == .adamW ? weight * decay : weight).store(weights + index)
        index &+= V.scalarCount
      }
    case .lion:
      let decay = V(repeating: coefficients.decay)
      let beta1 = V(repeating: coefficients.beta1)
      let beta2 = V(repeating: coefficients.beta2)
      let complement1 = V(repeating: coefficients.complement1)
      let complement2 = V(repeating: coefficients.complement2)
      while index < count {
        let g = V.load(gradient + index)
        let m = V.load(first + index)
        let sign = signs(V.fma(beta1, m, complement1 * g))
        V.fma(beta2, m, complement2 * g).store(first + index)
        V.fma(descent, sign, V.load(weights + index) * decay).store(weights + index)
        index &+= V.scalarCount
      }
    case .adagrad:
      let epsilon = V(repeating: coefficients.epsilon)
      while index < count {
        let g = V.load(gradient + index)
        let sum = V.fma(g, g, V.load(first + index))
        sum.store(first + index)
        let step = g / (sum.squareRoot() + epsilon)
        V.fma(descent, step, V.load(weights + index)).store(weights + index)
        index &+= V.scalarCount
      }
    case .rmsprop, .rmspropMomentum:
      let mean = kind == .rmsprop ? first : second
      let beta = V(repeating: coefficients.beta2)
      let complement = V(repeating: coefficients.complement2)
      let epsilon = V(repeating: coefficients.epsilon)
      while index < count {
        let g = V.load(gradient + index)
        let square = V.fma(beta, V.load(mean + index), complement * g * g)
        square.store(mean + index)
        var step = g / (square.squareRoot() + epsilon)
        if kind == .rmspropMomentum {
          step = V.fma(momentum, V.load(first + index), step)
          step.store(first + index)
        }
        V.fma(descent, step, V.load(weights + index)).store(weights + index)
        index &+= V.scalarCount
      }
    }
  }

  /// 1, 0 or -1. A NaN stays one: it compares false both times.
  @inlinable @inline(__always)
  static func signs(_ values: V) -> V {
    let below = V.select(V(repeating: -1), values, whereLess: values, than: V.zero)
    return V.select(V(repeating: 1), below, whereLess: V.zero, than: values)
  }
}
