package import KernelDispatch
internal import TrainingEngine
internal import TrainingModel

/// A group of figures that the program reproduces: an entry of the catalogue from which `symbreak
/// verify`, the API and the tests follow.
package struct VerificationFigure: Sendable {
  /// In snake_case.
  package let name: String
  package let summary: String
  package let source: String
  /// Multiply-adds that it costs, about a nanosecond each.
  package let cost: Double
  private let measure: @Sendable (KernelVariant) -> [VerificationCheck]

  init(
    _ name: String, _ summary: String, source: String, cost: Double,
    _ measure: @escaping @Sendable (KernelVariant) -> [VerificationCheck]
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.cost = cost
    self.measure = measure
  }

  /// Computes everything anew and holds it against the published numbers.
  ///
  /// - Complexity: seconds.
  package func checks(kernels: KernelVariant = .best) -> [VerificationCheck] { measure(kernels) }

  /// Every figure, in the order in which they are shown.
  package static let catalogue: [VerificationFigure] = [
    VerificationFigure(
      "label_entropy",
      "From zeros, tanh or ReLU, the loss stays at the entropy of the labels, and only the last"
        + " bias may move.",
      source: "provable: every other gradient has a factor 0", cost: 1e8, ZeroStartFigure.checks),
    VerificationFigure(
      "circles", "The Initialization exercise of the deeplearning.ai course, from its own numbers.",
      source: "deeplearning.ai, Improving Deep Neural Networks, week 1; recomputed in NumPy",
      cost: 6e8,
      CirclesFigure.checks),
    VerificationFigure(
      "representation_similarity",
      "CKA in three forms and mean squared CCA on the reference example.",
      source: "Kornblith et al. 2019, the authors' example in Python", cost: 1e7,
      RepresentationFigure.checks),
    VerificationFigure(
      "mean_field", "Order, chaos and depth scales of tanh networks, and a deep network measured.",
      source: "Schoenholz et al. 2017", cost: 6e10, MeanFieldFigure.checks),
    VerificationFigure(
      "relu_moment",
      "The factor on the second moment of a ReLU network's signal from layer to layer.",
      source: "He et al. 2015, section 2.2", cost: 7e10, MomentFigure.checks),
    VerificationFigure(
      "exact_symmetry",
      "Distinct hidden neurons of a 5-H-1 tanh network from one constant after 10,000 steps.",
      source: "provable: equal neurons get equal gradients", cost: 2e10, SymmetryFigure.checks),
    VerificationFigure(
      "quotient",
      "A network of clones against the smaller one with each class merged, over 2,000 steps.",
      source: "provable: see QuotientNetwork", cost: 1e8, QuotientFigure.checks),
  ]
}

/// An observer that lets a training run to its end, unless the figure is no longer wanted.
final class UndisturbedRun: TrainingObserver {
  private let interruption = Interruption.current

  func shouldContinue(at step: Int) -> Bool { !interruption.isRequested }
  func observe(_ observation: Observation) {}
  func record(_ point: TrainingRecord.Point) {}
}

extension TrainingSpec {
  /// The record of training this alone.
  func record(kernels: KernelVariant = .best) -> TrainingRecord {
    Trainer(self, kernels: kernels).run(observer: UndisturbedRun())
  }
}
