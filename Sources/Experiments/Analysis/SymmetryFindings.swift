internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Findings about neurons that are one, or nothing.
enum SymmetryFindings {
  /// Seeds that are tried beyond the training's own: narrow deep ReLU networks are born dead more often
  /// than not (Lu et al. 2019).
  private static let seeds = 12

  static func deadNetwork(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    guard evidence.isFrozen, !evidence.progress.isSolved else { return [] }
    return [
      Suspicion(
        finding: Diagnosis.Finding(
          code: .deadNetwork, severity: .error,
          evidence: [
            "hidden_weight_gradients_not_zero_at_start": .integer(
              evidence.atStart.hidden.reduce(0) { $0 + $1.movingWeights }),
            "hidden_weight_gradients_not_zero_at_end": .integer(
              evidence.atEnd.hidden.reduce(0) { $0 + $1.movingWeights }),
            "largest_change_of_hidden_weights": 0,
            "steps": .integer(evidence.training.end.step),
          ],
          meaning:
            "No hidden weight has a gradient, at the start and at the end, and none has moved:"
            + " at most the output layer learns."),
        isProven: true, changes: revivals(of: evidence.spec),
        measures: [{ $0 }, { Remedy(spec: $0).paced() }])
    ]
  }

  /// Draws that are alive at their start, the training's own seed and activations first. The same
  /// seed has the same signs at any scale, so that neurons which are off by those stay off; where most
  /// draws of ReLUs are dead, leaky ones pass a little of what comes back, and tanh most of it.
  static func revivals(of spec: TrainingSpec) -> [Suspicion.Change] {
    let redraws: [Suspicion.Change] = (0...seeds).map { seed in
      { Remedy(spec: $0).redrawn(seed: UInt64(seed)) }
    }
    let alive = redraws.filter { isAlive($0(spec)) }.prefix(4)
    let others = [
      (Activation.leakyReLU, 1), (.leakyReLU, 2), (.leakyReLU, 3), (.tanh, 1), (.tanh, 2),
    ]
    return Array(alive)
      + others.map { activation, seed in
        { spec in
          var target = spec
          for index in target.layers.indices.dropLast()
          where target.layers[index].activation == .relu {
            target.layers[index].activation = activation
          }
          return Remedy(spec: target).redrawn(seed: UInt64(seed))
        }
      }
  }

  /// Whether every hidden layer's weights have gradients at the start, and half its neurons.
  private static func isAlive(_ spec: TrainingSpec) -> Bool {
    let health = NetworkHealth(
      NetworkWeights(startOf: spec), of: spec, at: 0, budget: Remedy.curvatureBudget, ranks: false)
    return health.hidden.allSatisfy { $0.movingWeights > 0 && $0.deadFraction <= 0.5 }
  }

  /// Neurons that were alike from the start, or so nearly that they stayed one in effect.
  static func clones(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    clones(evidence, fromStart: true)
  }

  /// Neurons that differed, and came to one in training: where steps were too long, or all died.
  static func lateClones(_ evidence: DiagnosisEvidence) -> [Suspicion] {
    clones(evidence, fromStart: false)
  }

  private static func clones(_ evidence: DiagnosisEvidence, fromStart: Bool) -> [Suspicion] {
    let near = NearClones(evidence.training)
    return evidence.hiddenLayers.compactMap { layer in
      let units = evidence.spec.layers[layer - 1].units
      let start = SymmetryPartition(ofLayer: layer, in: evidence.claims.start)
      let end = SymmetryPartition(ofLayer: layer, in: evidence.claims.end)
      let first = evidence.claims.classCount(ofLayer: layer, in: evidence.claims.classesAtStart)
      let last = evidence.claims.classCount(ofLayer: layer, in: evidence.claims.classesAtEnd)
      let exact = min(last, end.distinctCount)
      let count = min(exact, near.unbroken(layer) ?? exact)
      guard units > 1, count < units, evidence.training.divergedAt == nil,
        (first < units || count < exact) == fromStart
      else { return nil }
      let isOne = count == 1
      return Suspicion(
        finding: Diagnosis.Finding(
          code: isOne ? .unbrokenSymmetry : .clonesLeft, severity: isOne ? .error : .warning,
          layer: layer,
          evidence: [
            "units": .integer(units), "distinct_neurons_at_start": .integer(start.distinctCount),
            "distinct_neurons_at_end": .integer(end.distinctCount),
            "equitable_classes_at_start": .integer(first),
            "equitable_classes_at_end": .integer(last), "in_effect": near.evidence,
          ],
          meaning: count < exact
            ? "The layer's \(units) neurons differ and answer nearly as \(count): merged, they leave the"
              + " network's outputs where they are, at the start and at the end. What told them apart at"
              + " the start was too small, and training did not make it grow."
            : isOne
              ? "All \(units) neurons of the layer answer as one neuron: it learns as a layer of width"
                + " one, whatever the loss does."
              : end.distinctCount == count
                ? "Only \(count) of the layer's \(units) neurons are distinct; the others are their"
                  + " copies."
                : "The layer's \(units) neurons amount to \(count): those of a class answer alike to every"
                  + " input, though their weights differ, and training keeps that."),
        isProven: true,
        changes: (0..<3).map { seed in { Remedy(spec: $0).redrawn(seed: UInt64(seed)) } },
        measures: [{ $0 }, { Remedy(spec: $0).paced() }], isAboutNeurons: true)
    }
  }
}
