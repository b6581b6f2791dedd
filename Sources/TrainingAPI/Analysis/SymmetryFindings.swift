internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingCore

/// Findings about neurons that are one, or nothing.
enum SymmetryFindings {
  static func deadNetwork(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    guard evidence.isFrozen else { return [] }
    let remedy = Remedy(spec: evidence.spec)
    return [
      Diagnosis.Finding(
        code: .deadNetwork, severity: .error,
        evidence: [
          "hidden_weight_gradients_not_zero_at_start": .integer(
            evidence.atStart.hidden.reduce(0) { $0 + $1.movingWeights }),
          "hidden_weight_gradients_not_zero_at_end": .integer(
            evidence.atEnd.hidden.reduce(0) { $0 + $1.movingWeights }),
          "largest_change_of_hidden_weights": 0,
          "steps": .integer(evidence.training.end.step),
        ],
        meaning: "No hidden weight has a gradient, at the start and at the end, and none has moved:"
          + " at most the output layer learns.",
        fix: remedy.patch(to: remedy.redrawn()))
    ]
  }

  static func clones(_ evidence: DiagnosisEvidence) -> [Diagnosis.Finding] {
    let near = NearClones(evidence.training)
    return evidence.hiddenLayers.compactMap { layer in
      let units = evidence.spec.layers[layer - 1].units
      let start = SymmetryPartition(ofLayer: layer, in: evidence.claims.start)
      let end = SymmetryPartition(ofLayer: layer, in: evidence.claims.end)
      let first = evidence.claims.classCount(ofLayer: layer, in: evidence.claims.classesAtStart)
      let last = evidence.claims.classCount(ofLayer: layer, in: evidence.claims.classesAtEnd)
      let exact = min(last, end.distinctCount)
      let count = min(exact, near.unbroken(layer) ?? exact)
      guard units > 1, count < units, evidence.training.divergedAt == nil else { return nil }
      let remedy = Remedy(spec: evidence.spec)
      let isOne = count == 1
      return Diagnosis.Finding(
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
                + " input, though their weights differ, and training keeps that.",
        fix: remedy.patch(to: remedy.redrawn()))
    }
  }
}
