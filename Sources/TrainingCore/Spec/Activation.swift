/// An elementwise nonlinearity, f(z), of a layer.
///
/// Every derivative is taken at z; where f has a corner (`relu`, `leaky_relu` at 0), the derivative
/// is the one from the left, so `relu`'s at 0 is 0.
public enum Activation: String, Sendable, CaseIterable, Codable {
  /// z
  case linear
  /// max(z, 0)
  case relu
  /// z for z > 0, else z / 100 (PyTorch's default slope)
  case leakyReLU = "leaky_relu"
  /// z for z > 0, else exp(z) - 1
  case elu
  /// Scaled exponential unit (Klambauer et al. 2017): 1.0507 · elu with α = 1.6733
  case selu
  /// z · Φ(z) with the exact normal distribution function (Hendrycks & Gimpel 2016)
  case gelu
  /// z · sigmoid(z)
  case silu
  /// log(1 + exp(z))
  case softplus
  /// z / (1 + |z|)
  case softsign
  /// 1 / (1 + exp(-z))
  case sigmoid
  /// tanh(z)
  case tanh

  /// The factor that keeps a signal's variance through this nonlinearity, as PyTorch's
  /// `calculate_gain` gives it; 1 where PyTorch names none.
  public var gain: Double {
    switch self {
    case .tanh: 5.0 / 3.0
    case .relu: 2.0.squareRoot()
    case .leakyReLU: (2.0 / (1.0 + 0.01 * 0.01)).squareRoot()
    case .selu: 0.75
    case .linear, .elu, .gelu, .silu, .softplus, .softsign, .sigmoid: 1
    }
  }

  /// Where a value counts as saturated: further than `reach` from `centre`, within 5 % of the range
  /// from an end of it; `nil` where the range has no two ends.
  public var saturation: (centre: Double, reach: Double)? {
    switch self {
    case .tanh, .softsign: (0, 0.9)
    case .sigmoid: (0.5, 0.45)
    default: nil
    }
  }

  /// f(z) as text, for catalogues.
  public var formula: String {
    switch self {
    case .linear: "z"
    case .relu: "max(z, 0)"
    case .leakyReLU: "z if z > 0 else 0.01 z"
    case .elu: "z if z > 0 else exp(z) - 1"
    case .selu: "1.0507 (z if z > 0 else 1.6733 (exp(z) - 1))"
    case .gelu: "z Phi(z)"
    case .silu: "z / (1 + exp(-z))"
    case .softplus: "log(1 + exp(z))"
    case .softsign: "z / (1 + |z|)"
    case .sigmoid: "1 / (1 + exp(-z))"
    case .tanh: "tanh(z)"
    }
  }
}
