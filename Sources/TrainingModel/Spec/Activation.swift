package import Kernels

/// An elementwise nonlinearity, f(z), of a layer.
///
/// Every derivative is taken at z; where f has a corner (`relu`, `leaky_relu` at 0), the derivative
/// is the one from the left, so `relu`'s at 0 is 0.
///
/// A new one is a case with its entry here, its arithmetic in `ActivationKernel`, and its float64
/// counterpart in NeuronSimilarity's `ActivationFunction`.
package enum Activation: String, Sendable, CaseIterable, Codable {
  case linear, relu
  case leakyReLU = "leaky_relu"
  case elu, selu, gelu, silu, mish, softplus, softsign, sigmoid, tanh
}

extension Activation {
  /// What the catalogue says of an activation.
  private struct Entry {
    package let kernel: ActivationKind
    let formula: String
    var source = ""
    /// See ``Activation/gain``.
    var gain = 1.0
    /// See ``Activation/saturation``.
    var saturation: (centre: Double, reach: Double)?
    /// See ``Activation/isRectifier``.
    var isRectifier = false
  }

  private var entry: Entry {
    switch self {
    case .linear: Entry(kernel: .linear, formula: "z")
    case .relu:
      Entry(
        kernel: .relu, formula: "max(z, 0)", source: "Nair & Hinton 2010",
        gain: 2.0.squareRoot(), isRectifier: true)
    case .leakyReLU:
      Entry(
        kernel: .leakyReLU, formula: "z if z > 0 else 0.01 z",
        source: "Maas et al. 2013, with PyTorch's slope",
        gain: (2.0 / (1.0 + 0.01 * 0.01)).squareRoot(), isRectifier: true)
    case .elu:
      Entry(
        kernel: .elu, formula: "z if z > 0 else exp(z) - 1", source: "Clevert et al. 2016",
        isRectifier: true)
    case .selu:
      Entry(
        kernel: .selu, formula: "1.0507 (z if z > 0 else 1.6733 (exp(z) - 1))",
        source: "Klambauer et al. 2017", gain: 0.75)
    case .gelu:
      Entry(
        kernel: .gelu, formula: "z Phi(z)",
        source: "Hendrycks & Gimpel 2016, with the exact normal distribution function",
        isRectifier: true)
    case .silu:
      Entry(
        kernel: .silu, formula: "z / (1 + exp(-z))", source: "Elfwing et al. 2018",
        isRectifier: true)
    case .mish:
      Entry(
        kernel: .mish, formula: "z tanh(log(1 + exp(z)))", source: "Misra 2019 (arXiv 1908.08681)",
        isRectifier: true)
    case .softplus:
      Entry(kernel: .softplus, formula: "log(1 + exp(z))", source: "Dugas et al. 2001")
    case .softsign:
      Entry(
        kernel: .softsign, formula: "z / (1 + |z|)", source: "Bergstra et al. 2009",
        saturation: (0, 0.9))
    case .sigmoid:
      Entry(kernel: .sigmoid, formula: "1 / (1 + exp(-z))", saturation: (0.5, 0.45))
    case .tanh: Entry(kernel: .tanh, formula: "tanh(z)", gain: 5.0 / 3.0, saturation: (0, 0.9))
    }
  }

  package var kernel: ActivationKind { entry.kernel }

  /// f(z) as text, for catalogues.
  package var formula: String { entry.formula }

  /// Where it is from; empty for what is in every textbook.
  package var source: String { entry.source }

  /// The factor that keeps a signal's variance through this nonlinearity, as PyTorch's
  /// `calculate_gain` gives it; 1 where PyTorch names none.
  package var gain: Double { entry.gain }

  /// Where a value counts as saturated: further than `reach` from `centre`, within 5 % of the range
  /// from an end of it; `nil` where the range has no two ends.
  package var saturation: (centre: Double, reach: Double)? { entry.saturation }

  /// Whether it is near 0 on one side and near z on the other, so that about half of a signal's
  /// second moment passes and He's scaling is meant for it.
  package var isRectifier: Bool { entry.isRectifier }
}
