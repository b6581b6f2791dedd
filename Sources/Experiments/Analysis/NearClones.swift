internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Whether what told neurons apart at the start of a training was too small to matter to its end: the
/// network in which they are one answers as the whole does, then and at last.
struct NearClones {
  let start: Measured<NearClasses>
  let end: Measured<NearClasses>
  private let units: [Int]
  /// Neurons that each layer would amount to had its start not been perturbed.
  private let unperturbed: [Int]

  init(_ training: RecordedTraining) {
    let clones = Self.clones(of: training.spec)
    units = training.spec.layers.map(\.units)
    unperturbed = clones?.layers.map(\.classCount) ?? units
    start = NearClasses.of(training.start.weights, training.spec, known: clones, distances: [])
    end = NearClasses.of(training.end.weights, training.spec, known: clones, distances: [])
  }

  /// The classes of the start of a spec without its perturbations; nil where it has none.
  static func clones(of spec: TrainingSpec) -> EquitablePartition? {
    let (plain, perturbation) = spec.unperturbed
    guard perturbation > 0 else { return nil }
    return EquitablePartition(NetworkWeights(startOf: plain), of: plain)
  }

  /// Neurons that a hidden layer, counted from 1, amounts to from start to end, where that is no more
  /// than one, or than it would have without a perturbation; nil otherwise.
  ///
  /// A layer that came to one neuron by training, from neurons of their own, has not been left unbroken.
  func unbroken(_ layer: Int) -> Int? {
    let most = unperturbed[layer - 1] < units[layer - 1] ? unperturbed[layer - 1] : 1
    guard let first = start.value?.layers[layer - 1].classCount,
      let last = end.value?.layers[layer - 1].classCount, first <= most, last <= most,
      last < units[layer - 1]
    else { return nil }
    return last
  }

  /// What it is judged by: near classes of each hidden layer at both ends, and what merging them at the
  /// end does to outputs and loss.
  var evidence: JSONValue {
    func counts(_ found: Measured<NearClasses>) -> JSONValue {
      found.value.map { .array($0.layers.dropLast().map { .integer($0.classCount) }) } ?? .null
    }
    return [
      "near_classes_at_start": counts(start), "near_classes_at_end": counts(end),
      "outputs_apart": .finite(end.value?.outputsApart),
      "tolerance": .double(NearClasses.tolerance), "loss": .finite(end.value?.loss),
      "merged_loss": .finite(end.value?.mergedLoss),
    ]
  }

  /// `near_quotient` of `/symmetry`: the fewest neurons that the network amounts to at its end.
  static func json(_ training: RecordedTraining) -> JSONValue {
    let found = NearClasses.of(
      training.end.weights, training.spec, known: clones(of: training.spec))
    let near = found.value
    return [
      "step": .integer(training.end.step),
      "reason": found.absence.map { .string($0.rawValue) } ?? .null,
      "tolerance": .double(NearClasses.tolerance),
      "rows": near.map { .integer($0.rows) } ?? .null,
      "widths": .array(
        near.map { ([training.spec.inputs] + $0.widths).map { .integer($0) } } ?? []),
      "loss": .finite(near?.loss), "merged_loss": .finite(near?.mergedLoss),
      "outputs_apart": .finite(near?.outputsApart),
      "layers": .array(
        (near?.layers.dropLast() ?? []).enumerated().map { index, layer in
          [
            "layer": .integer(index + 1), "units": .integer(layer.classOfNeuron.count),
            "near_classes": .integer(layer.classCount),
            "classes": .array(layer.classes.map { .array($0.map { .integer($0) }) }),
          ]
        }),
    ]
  }
}
