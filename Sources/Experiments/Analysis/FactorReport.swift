internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel

/// Which neurons of a network are one up to a factor, as the API shows it.
struct FactorReport {
  private let spec: TrainingSpec
  private let weights: NetworkWeights
  private let step: Int
  private let found: [FactorPartition]

  /// At the start.
  init(_ weights: NetworkWeights, of spec: TrainingSpec, step: Int = 0) {
    self.spec = spec
    self.weights = weights
    self.step = step
    found = FactorKind.allCases.map { FactorPartition(weights, of: spec, upTo: $0) }
  }

  /// At the end of a training, from its start.
  init(_ moment: RecordedTraining.Moment, from start: FactorReport) {
    spec = start.spec
    weights = moment.weights
    step = moment.step
    found = start.found.map {
      FactorPartition(moment.weights, of: start.spec, after: moment.step, from: $0)
    }
  }

  /// The classes of a layer, counted from 1, by name of the kind; null where it does not apply.
  func members(ofLayer number: Int) -> [(name: String, value: JSONValue)] {
    let equal = SymmetryPartition(ofLayer: number, in: weights)
    return found.map { found in
      (
        "up_to_\(found.kind.rawValue)",
        found.layers[number - 1].map { partition($0, of: found, number, equal) } ?? .null
      )
    }
  }

  private func partition(
    _ layer: FactorPartition.Layer, of found: FactorPartition, _ number: Int,
    _ equal: SymmetryPartition
  ) -> JSONValue {
    [
      "step": .integer(step),
      "count": .integer(layer.partition.classCount),
      "classes": .array(
        layer.partition.classes.map { neurons in
          [
            "neurons": .array(neurons.map { .integer($0) }),
            "factors": .array(neurons.map { .finite(layer.factors[$0]) }),
            "kept": .string(
              Set(neurons.map { equal.classOfNeuron[$0] }).count == 1
                ? "exactly" : kept(neurons, of: found, number)),
          ]
        }),
    ]
  }

  /// How far training keeps a class of neurons that are not equal: to the last bit, up to rounding, or
  /// not.
  private func kept(_ neurons: [Int], of found: FactorPartition, _ number: Int) -> String {
    let isExact = found.isExact(neurons, ofLayer: number, in: weights)
    let isOpposite = found.kind == .sign && isExact
    guard found.kind.isKept(by: spec.training) || isOpposite else { return "not_kept" }
    return isExact ? "exactly" : "mathematically"
  }
}
