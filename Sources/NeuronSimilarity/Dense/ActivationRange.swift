package import TrainingModel

extension Activation {
  /// The numbers between which its values lie; an end that is not infinite is reached by some
  /// activations and only approached by others.
  package var range: ClosedRange<Double> {
    switch self {
    case .linear, .leakyReLU: -.infinity ... .infinity
    case .relu, .softplus: 0 ... .infinity
    case .elu: -1 ... .infinity
    // The scale times the alpha of `valueAndSlope`.
    case .selu: -1.7580993408473766 ... .infinity
    // The lowest value, at z = -0.7518, -1.2785 and -1.1924.
    case .gelu: -0.16997120747990369 ... .infinity
    case .silu: -0.27846454276107378 ... .infinity
    case .mish: -0.3088434130172504 ... .infinity
    case .softsign, .tanh: -1...1
    case .sigmoid: 0...1
    }
  }
}
