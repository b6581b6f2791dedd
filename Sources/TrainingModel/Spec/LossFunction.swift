package import Kernels

/// What training minimises. Every loss is averaged over the rows of a batch.
///
/// A new one is a case with its entry here, its arithmetic in `LossKernel` and `LaneGradient`, its
/// float64 counterpart in NeuronSimilarity's `OutputLoss`, and the tasks it is for in `TaskReader`.
package enum LossFunction: String, Sendable, CaseIterable, Codable {
  case binaryCrossEntropy = "binary_cross_entropy"
  case crossEntropy = "cross_entropy"
  case meanSquaredError = "mean_squared_error"
}

extension LossFunction {
  /// What the catalogue says of a loss.
  private struct Entry {
    package let kernel: LossKind
    let summary: String
    let formula: String
    let takesLogits: Bool
  }

  private var entry: Entry {
    switch self {
    case .binaryCrossEntropy:
      Entry(
        kernel: .binaryCrossEntropy, summary: "from logits z and labels y in 0...1, in nats",
        formula: "sum over outputs of log(1 + exp(z)) - y z", takesLogits: true)
    case .crossEntropy:
      Entry(
        kernel: .crossEntropy, summary: "from logits z and one-hot rows y (softmax), in nats",
        formula: "log(sum of exp(z)) - sum of y z", takesLogits: true)
    case .meanSquaredError:
      Entry(
        kernel: .meanSquaredError, summary: "half the squared error, summed over outputs",
        formula: "sum over outputs of (a - y)^2 / 2", takesLogits: false)
    }
  }

  package var kernel: LossKind { entry.kernel }

  /// One line for people.
  package var summary: String { entry.summary }

  /// The loss of a row as text, for catalogues.
  package var formula: String { entry.formula }

  /// Whether the network's outputs are logits, so that its last layer must be linear.
  package var takesLogits: Bool { entry.takesLogits }
}
