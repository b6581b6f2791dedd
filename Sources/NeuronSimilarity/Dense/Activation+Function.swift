internal import TrainingModel

internal import Glibc

// Written apart from the kernels and with the C library's functions: what is measured here checks
// the kernels too, and is no part of a training's digest.

extension Activation {
  /// f(z) and f'(z), with the derivative from the left at a corner.
  package func valueAndSlope(at z: Double) -> (value: Double, slope: Double) {
    switch self {
    case .linear: return (z, 1)
    case .relu: return z > 0 ? (z, 1) : (0, 0)
    case .leakyReLU: return z > 0 ? (z, 1) : (0.01 * z, 0.01)
    case .elu: return z > 0 ? (z, 1) : (expm1(z), exp(z))
    case .selu:
      let (scale, alpha) = (1.0507009873554804934193349852946, 1.6732632423543772848170429916717)
      return z > 0 ? (scale * z, scale) : (scale * alpha * expm1(z), scale * alpha * exp(z))
    case .gelu:
      let cumulative = 0.5 * erfc(-z * 0.5.squareRoot())
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      return (z * cumulative, cumulative + z * density)
    case .silu:
      let sigmoid = logistic(z)
      return (z * sigmoid, sigmoid * (1 + z * (1 - sigmoid)))
    case .mish:
      let t = Self.hyperbolicTangent(logOnePlusExp(z))
      return (z * t, t + z * (1 - t * t) * logistic(z))
    case .softplus: return (logOnePlusExp(z), logistic(z))
    case .softsign:
      let scale = 1 / (1 + abs(z))
      return (z * scale, scale * scale)
    case .sigmoid:
      let sigmoid = logistic(z)
      return (sigmoid, sigmoid * (1 - sigmoid))
    case .tanh:
      let value = Self.hyperbolicTangent(z)
      return (value, 1 - value * value)
    }
  }

  /// Whether f'' is other than 0 anywhere.
  var isCurved: Bool {
    switch self {
    case .linear, .relu, .leakyReLU: false
    default: true
    }
  }

  /// f''(z): 0 at ReLU's corners and softsign's, and from the left at the others', as f' is.
  package func curvature(at z: Double) -> Double {
    switch self {
    case .linear, .relu, .leakyReLU: return 0
    case .elu, .selu: return z > 0 ? 0 : valueAndSlope(at: z).slope
    case .gelu:
      return (2 - z * z) * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    case .silu:
      let sigmoid = logistic(z)
      let slope = sigmoid * logistic(-z)
      return slope * (2 + z * (1 - 2 * sigmoid))
    case .mish:
      let t = Self.hyperbolicTangent(logOnePlusExp(z))
      let sigmoid = logistic(z)
      let bend = (1 - t * t) * sigmoid
      return bend * (2 + z * (1 - sigmoid - 2 * t * sigmoid))
    case .softplus: return logistic(z) * logistic(-z)
    case .softsign:
      let scale = 1 / (1 + abs(z))
      return z == 0 ? 0 : (z < 0 ? 2 : -2) * scale * scale * scale
    case .sigmoid:
      let sigmoid = logistic(z)
      return sigmoid * (1 - sigmoid) * (1 - 2 * sigmoid)
    case .tanh:
      let value = Self.hyperbolicTangent(z)
      return -2 * value * (1 - value * value)
    }
  }

  private static func hyperbolicTangent(_ z: Double) -> Double {
    Glibc.tanh(z)
  }
}

/// 1 / (1 + exp(-z)) without overflow.
func logistic(_ z: Double) -> Double {
  if z >= 0 { return 1 / (1 + exp(-z)) }
  let e = exp(z)
  return e / (1 + e)
}

/// log(1 + exp(z)) without overflow.
func logOnePlusExp(_ z: Double) -> Double { max(z, 0) + log1p(exp(-abs(z))) }
