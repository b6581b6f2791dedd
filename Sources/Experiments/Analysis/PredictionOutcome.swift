internal import NeuronSimilarity
internal import SpecJSON
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel

/// What the start of a training foretold, beside what came.
enum PredictionOutcome {
  /// Multiply-adds of the passage at the start: a few milliseconds at most beside any training.
  private static let budget = 5_000_000

  /// `result.prediction`; nil where the start was not kept or batches are normalised.
  static func json(_ record: TrainingRecord, of spec: TrainingSpec) -> JSONValue? {
    guard !spec.normalizesBatches, let start = record.snapshots.first, start.step == 0,
      let end = record.snapshots.last
    else { return nil }
    let prediction = StartPrediction(spec, start: start.weights, budget: budget)
    let ended = EquitablePartition(
      end.weights, of: spec, after: end.step, from: prediction.classes)
    let hidden = prediction.orbits.dropLast().enumerated()
    return [
      "layers": .array(
        hidden.map { index, orbits in
          let before = start.weights.layers[index]
          return [
            "layer": .integer(index + 1),
            "distinct_neurons": .integer(orbits.distinctCount),
            "observed_distinct_neurons": .integer(
              SymmetryPartition(ofLayer: index + 1, in: end.weights).distinctCount),
            "equitable_classes": .integer(prediction.classes.layers[index].classCount),
            "observed_equitable_classes": .integer(ended.layers[index].classCount),
            "moves_at_first_step": .bool(prediction.firstStep.layers[index].moves),
            "observed_moved": .bool(before != end.weights.layers[index]),
          ]
        }),
      "plateau": PredictionReport.plateau(prediction, spec.training.loss),
      "observed_final_loss": .finite(record.points.last?.trainLoss),
    ]
  }
}
