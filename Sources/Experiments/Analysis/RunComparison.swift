internal import NeuronSimilarity
internal import SpecJSON
package import StrictJSON
internal import TrainingModel

/// Finished trainings side by side.
package struct RunComparison: Sendable {
  package let trainings: [(id: String, training: RecordedTraining)]

  package init(trainings: [(id: String, training: RecordedTraining)]) {
    self.trainings = trainings
  }

  /// The answer of `/v1/compare`.
  package func json() -> JSONValue {
    [
      "runs": .array(trainings.map { run($0.id, $0.training) }),
      "representations": .array(
        trainings.indices.flatMap { first in
          trainings.indices.dropFirst(first + 1).map { representations(first, $0) }
        }),
    ]
  }

  private func run(_ id: String, _ training: RecordedTraining) -> JSONValue {
    if Interruption.current.isRequested { return nil }
    let layers = 1..<max(1, training.spec.layers.count)
    var curve: JSONObject = [
      "step": .array(training.curves.steps.map { .integer($0) }),
      "train_loss": .array(training.losses.map(JSONValue.finite)),
    ]
    if let rows = training.curves["train_rows"]?.values {
      curve["train_rows"] = .array(rows.map(JSONValue.finite))
    }
    return [
      "id": .string(id), "outcome": .string(training.outcome.rawValue),
      "first_loss": .finite(training.losses.first), "final_loss": .finite(training.losses.last),
      "final_accuracy": .finite(training.curves["train_accuracy"]?.values.last ?? nil),
      "steps": .integer(training.end.step),
      "layers": .array(
        layers.map { layer in
          let partition = SymmetryPartition(ofLayer: layer, in: training.end.weights)
          return [
            "layer": .integer(layer), "units": .integer(partition.classOfNeuron.count),
            "distinct_neurons": .integer(partition.distinctCount),
            "effective_rank": .measured(
              EffectiveRank.of(training.end.weights.layers[layer - 1])),
          ]
        }),
      "curve": .object(curve),
    ]
  }

  /// Two runs layer by layer on the training rows of the first.
  private func representations(_ first: Int, _ second: Int) -> JSONValue {
    if Interruption.current.isRequested { return nil }
    let (a, b) = (trainings[first], trainings[second])
    var answer: JSONObject = ["run": .string(a.id), "other_run": .string(b.id)]
    guard a.training.spec.inputs == b.training.spec.inputs else {
      answer["layers"] = []
      answer["reason"] = "different_inputs"
      return .object(answer)
    }
    let data = a.training.spec.dataset.dataset()
    let left = RepresentationComparison.activations(
      of: a.training.end.weights, a.training.spec, on: data)
    let right = RepresentationComparison.activations(
      of: b.training.end.weights, b.training.spec, on: data)
    // Hidden layers by their place, then the answers.
    let hidden = min(left.count, right.count) - 1
    var pairs = (0..<max(0, hidden)).map { ($0, $0) }
    pairs.append((left.count - 1, right.count - 1))
    answer["layers"] = .array(
      pairs.map { x, y in
        MeasurementReport.comparison(
          left[x], right[y], ["layer": .integer(x + 1), "other_layer": .integer(y + 1)])
      })
    answer["reason"] = .null
    return .object(answer)
  }
}
