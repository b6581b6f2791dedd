/// Something in an experiment that does, or does not, tell neurons of one layer apart that
/// otherwise are clones: an entry of the catalogue, from which the API's listing, a result's list
/// of breakers and the tests follow.
package struct SymmetryFactor: Sendable {
  package enum Effect: String, Sendable {
    case breaks, preserves
  }

  package let name: String
  package let effect: Effect
  /// What it breaks, or why it leaves clones alike.
  package let summary: String
  /// Where in a spec it stands.
  package let field: String
  /// Whether it tells neurons apart that were equal at the start.
  package var actsWhileTraining = false
  /// Whether a spec has it.
  package let isPresent: @Sendable (TrainingSpec) -> Bool

  /// The entries of one effect that a spec has.
  package static func present(in spec: TrainingSpec, _ effect: Effect) -> [SymmetryFactor] {
    catalogue.filter { $0.effect == effect && $0.isPresent(spec) }
  }
}

extension SymmetryFactor {
  /// Every entry, breakers first.
  package static let catalogue: [SymmetryFactor] = breakers + preservers

  private static let breakers: [SymmetryFactor] = [
    SymmetryFactor(
      name: "random_weights", effect: .breaks,
      summary: "Neurons of the layers start with incoming weights of their own. Given numbers"
        + " count, though they may be equal.",
      field: "init",
      isPresent: { $0.layers.dropLast().contains { $0.weights.tellsNeuronsApart } }),
    SymmetryFactor(
      name: "random_last_layer", effect: .breaks,
      summary: "Only the last layer's weights differ: they tell the neurons of the last hidden"
        + " layer apart. Clones of the layers before it stay clones: what comes back to them, they"
        + " still share.",
      field: "architecture.layers[last].init",
      isPresent: { spec in
        !spec.layers.dropLast().contains { $0.weights.tellsNeuronsApart }
          && spec.layers.last?.weights.tellsNeuronsApart == true
      }),
    SymmetryFactor(
      name: "perturbation", effect: .breaks,
      summary: "A normal number of deviation epsilon is added to each weight: neurons differ by"
        + " that much at the start.",
      field: "init.perturbation",
      isPresent: { $0.layers.contains { $0.weights.perturbation > 0 } }),
    SymmetryFactor(
      name: "random_biases", effect: .breaks,
      summary: "Neurons of a layer differ in their bias alone at the start, and in their weights"
        + " as soon as they learn.",
      field: "init.bias",
      isPresent: { spec in
        spec.layers.dropLast().contains {
          $0.hasBias && ($0.biases.tellsNeuronsApart || $0.biases.perturbation > 0)
        }
      }),
    SymmetryFactor(
      name: "sparse_mask", effect: .breaks,
      summary: "Each neuron keeps connections of its own, from the start and for good.",
      field: "architecture.layers[].sparse_mask",
      actsWhileTraining: true,
      isPresent: { $0.layers.contains { $0.regularization.sparseMask > 0 } }),
    SymmetryFactor(
      name: "dropout", effect: .breaks,
      summary: "Each batch leaves out activations of its own choice: the neurons of the layer get"
        + " gradients of their own.",
      field: "architecture.layers[].dropout",
      actsWhileTraining: true,
      isPresent: { $0.layers.contains { $0.regularization.dropout > 0 } }),
    SymmetryFactor(
      name: "dropconnect", effect: .breaks,
      summary: "Each batch leaves out weights of its own choice: the neurons at both ends get"
        + " gradients of their own.",
      field: "architecture.layers[].dropconnect",
      actsWhileTraining: true,
      isPresent: { $0.layers.contains { $0.regularization.dropConnect > 0 } }),
    SymmetryFactor(
      name: "gradient_noise", effect: .breaks,
      summary: "Every weight is moved by a random number of its own at each update, even where"
        + " the gradient is 0.",
      field: "training.gradient_noise",
      actsWhileTraining: true,
      isPresent: { ($0.training.gradientRules.noise?.deviation ?? 0) > 0 }),
    SymmetryFactor(
      name: "weight_noise", effect: .breaks,
      summary: "Each batch passes with weights that are disturbed one by one: the neurons get"
        + " gradients of their own.",
      field: "training.weight_noise",
      actsWhileTraining: true,
      isPresent: { $0.training.gradientRules.weightNoise > 0 }),
  ]

  private static let preservers: [SymmetryFactor] = [
    SymmetryFactor(
      name: "momentum", effect: .preserves,
      summary: "Equal gradients make equal velocities.", field: "training.optimizer.momentum",
      isPresent: { $0.training.optimizer["momentum"] > 0 }),
    SymmetryFactor(
      name: "adaptive_rates", effect: .preserves,
      summary: OptimizerRule.catalogue.filter(\.isAdaptive).map(\.name).joined(separator: ", ")
        + " scale each number by its own past, and clones have one past.",
      field: "training.optimizer",
      isPresent: { $0.training.optimizer.rule.isAdaptive }),
    SymmetryFactor(
      name: "weight_decay", effect: .preserves,
      summary:
        "Equal weights shrink alike, whether by the optimiser's decay or by the penalties l1 and l2.",
      field: "training.l2",
      isPresent: {
        let rules = $0.training.gradientRules
        return $0.training.optimizer["weight_decay"] > 0 || rules.l1 > 0 || rules.l2 > 0
      }),
    SymmetryFactor(
      name: "batch_order", effect: .preserves,
      summary: "All neurons see the same rows in the same order.", field: "training.batch_size",
      isPresent: { $0.training.batchSize != nil }),
    SymmetryFactor(
      name: "input_noise", effect: .preserves,
      summary: "The noise is on the inputs, which all neurons of the first layer share.",
      field: "training.input_noise",
      isPresent: { $0.training.gradientRules.inputNoise > 0 }),
    SymmetryFactor(
      name: "layer_normalization", effect: .preserves,
      summary: "Mean and variance are one number a row, the same for all neurons of the layer.",
      field: "architecture.layers[].normalization",
      isPresent: { $0.layers.contains { $0.regularization.normalization == .layer } }),
    SymmetryFactor(
      name: "batch_normalization", effect: .preserves,
      summary: "Clones have the same sums on every row, so the same mean and variance.",
      field: "architecture.layers[].normalization", isPresent: { $0.normalizesBatches }),
    SymmetryFactor(
      name: "gradient_clip", effect: .preserves,
      summary: "The whole gradient is scaled by one number.", field: "training.gradient_clip",
      isPresent: { $0.training.gradientRules.clip != nil }),
    SymmetryFactor(
      name: "schedule", effect: .preserves, summary: "The rate is one number for all weights.",
      field: "training.schedule",
      isPresent: { $0.training.schedule != LearningRateSchedule() }),
  ]
}

extension Initialization {
  fileprivate var tellsNeuronsApart: Bool {
    InitializationScheme.named(scheme)?.tellsNeuronsApart == true
  }
}
