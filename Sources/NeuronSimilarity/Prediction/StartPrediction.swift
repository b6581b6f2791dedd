package import TrainingModel

/// What must happen to a network, told from its starting weights and one passage of the data.
package struct StartPrediction: Sendable {
  /// By layer, the classes of neurons that stay equal for ever, unless the experiment itself tells
  /// them apart: orbits of the exchanges of neurons that leave the network as it is.
  package let orbits: [SymmetryPartition]
  /// The classes that stand for one neuron each for as long as the training goes, equal or not, unless
  /// the experiment itself tells their neurons apart or rounding does.
  package let classes: EquitablePartition
  /// The first step's gradients.
  package let firstStep: FirstGradient
  /// The lowest loss of a constant answer.
  package let constantLoss: Double
  /// Whether the network must stay at ``constantLoss``: see ``FrozenStart``.
  package let isFrozen: Bool

  /// - Parameter budget: multiply-adds of the passage, which takes the rows that fit.
  /// - Complexity: O(parameters), and the passage.
  package init(_ spec: TrainingSpec, start: NetworkWeights, budget: Int = NetworkHealth.budget) {
    orbits = start.layers.indices.map { SymmetryPartition(ofLayer: $0 + 1, in: start) }
    classes = EquitablePartition(start, of: spec)
    firstStep = FirstGradient(start, of: spec, budget: budget)
    constantLoss = ConstantAnswer.loss(
      spec.dataset.dataset(), outputs: spec.outputs, loss: spec.training.loss)
    isFrozen = FrozenStart(spec, start: start, gradient: firstStep).stays(
      at: constantLoss, budget: budget)
  }

  /// inputs, then how many neurons each layer amounts to.
  package var quotientWidths: [Int] { classes.layers.map(\.classCount) }
}
