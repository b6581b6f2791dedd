package import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
internal import TrainingModel

/// Which neurons of a training are one, since when they are not, and the smaller network that
/// those that are come to.
package struct SymmetryReport {
  /// The tolerance of classes unless asked otherwise, relative to the layer's largest weight.
  package static let defaultTolerance = 1e-6
  /// Multiply-adds that retraining the quotient may take: a few seconds.
  package static let quotientBudget = 500_000_000

  package let training: RecordedTraining
  package let tolerance: Double

  package init(training: RecordedTraining, tolerance: Double) {
    self.training = training
    self.tolerance = tolerance
  }

  /// The answer of `/symmetry`.
  package func json() -> JSONValue {
    let start = FactorReport(
      training.start.weights, of: training.spec, step: training.start.step)
    let end = FactorReport(training.end, from: start)
    return [
      "tolerance": .double(tolerance),
      "layers": .array(
        (1...training.spec.layers.count).map {
          var members = layer($0)
          let ends = zip(start.members(ofLayer: $0), end.members(ofLayer: $0))
          for (first, last) in ends {
            members[first.name] =
              first.value.isNull ? .null : ["start": first.value, "end": last.value]
          }
          return .object(members)
        }),
      "quotient": quotient(),
      "near_quotient": NearClones.json(training),
      "transverse": TransverseReport(training.spec).overSteps(of: training),
    ]
  }

  private func layer(_ number: Int) -> JSONObject {
    let start = SymmetryPartition(ofLayer: number, in: training.start.weights)
    let end = SymmetryPartition(ofLayer: number, in: training.end.weights)
    let near = TolerantPartition(
      ofLayer: number, in: training.end.weights, tolerance: tolerance)
    let first = EquitablePartition(training.start.weights, of: training.spec)
    let last = EquitablePartition(
      training.end.weights, of: training.spec, after: training.end.step, from: first)
    let differences = StartingDifferences(ofLayer: number, in: training.start.weights)
    let split = firstSplit(number, start, end)
    return [
      "layer": .integer(number),
      "units": .integer(end.classOfNeuron.count),
      "output": .bool(number == training.spec.layers.count),
      "start": partition(start.classes, step: training.start.step),
      "end": partition(end.classes, step: training.end.step),
      "near": partition(near.classes, step: training.end.step),
      "equitable": [
        "start": Self.equitable(first.layers[number - 1], start, step: training.start.step),
        "end": Self.equitable(last.layers[number - 1], end, step: training.end.step),
      ],
      "distinct_at_start_by": [
        "incoming_weights": .integer(differences.incomingWeights),
        "biases": .integer(differences.biases),
        "outgoing_weights": .integer(differences.outgoingWeights),
      ],
      "broken_at_start_by": .array(differences.parts.map { .string($0.rawValue) }),
      "first_split": split.map { .integer($0) } ?? .null,
      "split_by": .array(
        split == nil ? [] : breakers.map { .string($0.name) }),
    ]
  }

  private static func equitable(
    _ layer: EquitablePartition.Layer, _ partition: SymmetryPartition, step: Int
  ) -> JSONValue {
    [
      "step": .integer(step), "equitable_classes": .integer(layer.classCount),
      "classes": members(layer, partition),
    ]
  }

  /// `[{"neurons": […], "kept": …}]`: a class whose neurons are equal bit for bit is kept to the last bit,
  /// another by mathematics alone.
  package static func members(
    _ layer: EquitablePartition.Layer, _ partition: SymmetryPartition
  ) -> JSONValue {
    .array(
      layer.classes.map { neurons in
        let isExact = Set(neurons.map { partition.classOfNeuron[$0] }).count == 1
        return [
          "neurons": .array(neurons.map { .integer($0) }),
          "kept": isExact ? "exactly" : "mathematically",
        ]
      })
  }

  private var breakers: [SymmetryFactor] {
    SymmetryFactor.present(in: training.spec, .breaks).filter(\.actsWhileTraining)
  }

  private func partition(_ classes: [[Int]], step: Int) -> JSONValue {
    [
      "step": .integer(step), "distinct_neurons": .integer(classes.count),
      "classes": .array(classes.map { .array($0.map { .integer($0) }) }),
    ]
  }

  /// The recorded step at which a class was first seen split; without recorded similarity the last
  /// step, where its weights show it.
  private func firstSplit(
    _ number: Int, _ start: SymmetryPartition, _ end: SymmetryPartition
  ) -> Int? {
    if let recorded = training.similarity?.layers[number - 1] { return recorded.firstSplit }
    return end.refinesStrictly(start) ? training.end.step : nil
  }

  private func quotient() -> JSONValue {
    let network = QuotientNetwork(training.start.weights, of: training.spec).network
    var answer: JSONObject = [
      "widths": .array(network.widths.map { .integer($0) }),
      "parameters": .integer(network.parameterCount),
      "full_parameters": .integer(training.spec.parameterCount),
    ]
    guard QuotientTraining.models(training.spec) else {
      for name in ["steps", "full_loss", "quotient_loss"] { answer[name] = .array([]) }
      for name in ["largest_difference", "largest_difference_float64"] { answer[name] = .null }
      answer["compared_float64"] = 0
      answer["reason"] = "not_modelled"
      return .object(answer)
    }
    let full = training.losses
    let curve = QuotientTraining(
      network, training.spec, steps: training.curves.steps, budget: Self.quotientBudget)
    // The kernels' rounding and precision apart: the same code trains all neurons.
    let whole = QuotientTraining(
      DenseNetwork(training.start.weights, of: training.spec), training.spec, steps: curve.steps,
      budget: Self.quotientBudget)
    let pairs = zip(full, curve.losses)
    let distances = pairs.map { abs($0 - $1) }
    answer["steps"] = .array(curve.steps.map { .integer($0) })
    answer["full_loss"] = .array(full.prefix(curve.losses.count).map(JSONValue.finite))
    answer["quotient_loss"] = .array(curve.losses.map(JSONValue.finite))
    answer["largest_difference"] = .finite(
      distances.lazy.filter(\.isFinite).max() ?? .nan)
    let apart = zip(whole.losses, curve.losses).map { abs($0 - $1) }.filter(\.isFinite)
    answer["largest_difference_float64"] = .finite(apart.max() ?? .nan)
    answer["compared_float64"] = .integer(apart.count)
    answer["reason"] =
      curve.steps.count == training.curves.steps.count
      ? .null
      : curve.losses.last?.isFinite == false ? "not_finite" : "too_costly"
    return .object(answer)
  }
}

extension SymmetryPartition {
  /// Whether neurons that `start` has in one class are in different ones here.
  func refinesStrictly(_ start: SymmetryPartition) -> Bool {
    start.classes.contains { members in
      Set(members.map { classOfNeuron[$0] }).count > 1
    }
  }
}

extension JSONValue {
  /// A number; null where it is not finite.
  package static func finite(_ value: Double) -> JSONValue {
    JSONNumber(value).map(JSONValue.number) ?? .null
  }

  /// A number; null where there is none or none that is finite.
  package static func finite(_ value: Double?) -> JSONValue { finite(value ?? .nan) }
}
