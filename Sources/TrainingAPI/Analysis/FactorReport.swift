internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingCore

/// Which neurons of a training are one up to a factor, at its start and at its end.
struct FactorReport {
  private let training: RecordedTraining
  private let ends: [(kind: FactorKind, start: FactorPartition, end: FactorPartition)]

  init(_ training: RecordedTraining) {
    self.training = training
    ends = FactorKind.allCases.map { kind in
      let start = FactorPartition(training.start.weights, of: training.spec, upTo: kind)
      return (
        kind, start,
        FactorPartition(
          training.end.weights, of: training.spec, after: training.end.step, from: start)
      )
    }
  }

  /// `up_to_sign` and `up_to_scale` of a layer, counted from 1; null where a kind does not apply.
  func members(ofLayer number: Int) -> JSONObject {
    var members: JSONObject = [:]
    for (kind, start, end) in ends {
      let start = partition(start, number, training.start)
      let end = partition(end, number, training.end)
      members["up_to_\(kind.rawValue)"] =
        start.flatMap { start in
          end.map { ["start": start, "end": $0] }
        } ?? .null
    }
    return members
  }

  private func partition(
    _ found: FactorPartition, _ number: Int, _ moment: RecordedTraining.Moment
  ) -> JSONValue? {
    guard let layer = found.layers[number - 1] else { return nil }
    let equal = SymmetryPartition(ofLayer: number, in: moment.weights)
    return [
      "step": .integer(moment.step),
      "count": .integer(layer.partition.classCount),
      "classes": .array(
        layer.partition.classes.map { neurons in
          [
            "neurons": .array(neurons.map { .integer($0) }),
            "factors": .array(neurons.map { .finite(layer.factors[$0]) }),
            "kept": .string(
              Set(neurons.map { equal.classOfNeuron[$0] }).count == 1
                ? "exactly" : kept(found, neurons, number, moment.weights)),
          ]
        }),
    ]
  }

  /// How far training keeps a class of neurons that are not equal: to the last bit, up to rounding, or
  /// not.
  private func kept(
    _ found: FactorPartition, _ neurons: [Int], _ number: Int, _ weights: NetworkWeights
  ) -> String {
    let isExact = found.isExact(neurons, ofLayer: number, in: weights)
    let isOpposite = found.kind == .sign && isExact
    guard found.kind.isKept(by: training.spec.training) || isOpposite else { return "not_kept" }
    return isExact ? "exactly" : "mathematically"
  }
}
