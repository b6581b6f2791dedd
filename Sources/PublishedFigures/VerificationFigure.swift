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
  /// Whether `symbreak verify` leaves it out unless told.
  package let isLong: Bool
  private let measure: @Sendable (KernelVariant) -> [VerificationCheck]

  init(
    _ name: String, _ summary: String, source: String, cost: Double, isLong: Bool = false,
    _ measure: @escaping @Sendable (KernelVariant) -> [VerificationCheck]
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.cost = cost
    self.isLong = isLong
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
      source: "provable: equal neurons get equal gradients", cost: 2e10, isLong: true,
      SymmetryFigure.checks),
    VerificationFigure(
      "exact_clones", "The same for two of the layers, with the kernels in use.",
      source: "provable: equal neurons get equal gradients", cost: 1e9,
      SymmetryFigure.quickChecks),
    VerificationFigure(
      "quotient",
      "A network of clones against the smaller one with each class merged, over 2,000 steps.",
      source: "provable: see QuotientNetwork", cost: 1e8, QuotientFigure.checks),
    VerificationFigure(
      "planar", "The planar-data exercise of the deeplearning.ai course, from its own numbers.",
      source: "deeplearning.ai, Neural Networks and Deep Learning, week 3; recomputed in NumPy",
      cost: 1e8, PlanarFigure.checks),
    VerificationFigure(
      "deep_linear",
      "Learning curves of two linear layers from small balanced weights, in closed form.",
      source: "Saxe, McClelland & Ganguli 2014, equation 8", cost: 2e7, DeepLinearFigure.checks),
    VerificationFigure(
      "near_clones",
      "How far two neurons that differ by 1e-7 come apart on XOR, predicted and trained.",
      source: "Chen, Kunin, Yamamura & Ganguli 2023; recomputed in NumPy", cost: 3e7,
      NearCloneFigure.checks),
    VerificationFigure(
      "edge_of_stability",
      "The largest eigenvalue of the Hessian climbs to 2 over the rate and stays there.",
      source: "Cohen, Kaur, Li, Kolter & Talwalkar 2021", cost: 6e8, EdgeOfStabilityFigure.checks),
    VerificationFigure(
      "born_dead", "Shares of deep, narrow ReLU networks that are dead before they learn.",
      source: "Lu, Shin, Su & Karniadakis 2020; shares of 200,000 networks in NumPy", cost: 3e8,
      BornDeadFigure.checks),
    VerificationFigure(
      "activation_deviations",
      "Standard deviations of the activations of ten layers of 500 neurons.",
      source: "Stanford CS231n 2016, lecture 5", cost: 4e9, DeviationFigure.checks),
    VerificationFigure(
      "unit_variance", "LSUV starts every layer at variance 1, whatever its activation.",
      source: "Mishkin & Matas 2016", cost: 1e8, UnitVarianceFigure.checks),
    VerificationFigure(
      "relu_edge", "ReLU's edge of chaos: correlations go to 1 with the square of the depth.",
      source: "Hayou, Doucet & Rousseau 2019, proposition 3; Cho & Saul 2009", cost: 2e9,
      ReLUEdgeFigure.checks),
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
