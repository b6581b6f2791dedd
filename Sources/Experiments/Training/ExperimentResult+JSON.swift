internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingEngine
internal import TrainingModel

extension ExperimentResult {
  /// The `result` of a job, JSON in UTF-8.
  ///
  /// `initial` and `final` are the first and the last recorded point, `best` the lowest losses and
  /// highest accuracies with the steps where they were reached first. Metrics that the data set
  /// does not have are absent, values that are not finite are null. Where not every point is over all
  /// rows, each says over how many it is.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.object {
      $0.member("outcome", .string(outcome.rawValue))
      $0.member("diverged_at", record.divergedAt.map { .number(JSONNumber($0)) } ?? .null)
      if let first = record.points.first { $0.member("initial") { $0.point(first) } }
      if let last = record.points.last { $0.member("final") { $0.point(last) } }
      $0.member("best") { $0.best(of: record.points) }
      $0.member("initialization") { InitializationEncoding.write(initialization, to: &$0) }
      $0.member("symmetry") {
        $0.symmetry(
          symmetry, equitable: equitableClasses, upTo: factorClasses,
          pairs: symmetry.map { cosinePairs(ofLayer: $0.layer) })
      }
      $0.member(
        "symmetry_breakers",
        .array(SymmetryFactor.present(in: spec, .breaks).map { .string($0.name) }))
      $0.member("prediction", PredictionOutcome.json(record, of: spec) ?? .null)
      $0.member("snapshots") { $0.numbers(snapshotSteps) }
      $0.member("recorded_points", .number(JSONNumber(record.points.count)))
      $0.member("digest", .string(digest))
      $0.member("seconds") { $0.number(seconds) }
    }
    return writer.bytes
  }
}

/// The metrics that a result sums up.
private enum Metric: String, CaseIterable {
  case trainLoss = "train_loss"
  case testLoss = "test_loss"
  case trainAccuracy = "train_accuracy"
  case testAccuracy = "test_accuracy"

  func value(_ point: TrainingRecord.Point) -> Double? {
    switch self {
    case .trainLoss: point.trainLoss
    case .testLoss: point.testLoss
    case .trainAccuracy: point.trainAccuracy
    case .testAccuracy: point.testAccuracy
    }
  }

  /// The rows that the metric is over, where these are not all rows at every point.
  func rows(_ point: TrainingRecord.Point) -> Int? {
    switch self {
    case .trainLoss, .trainAccuracy: point.trainRows
    case .testLoss, .testAccuracy: point.testRows
    }
  }

  /// Whether `value` is better than `other`.
  func prefers(_ value: Double, to other: Double) -> Bool {
    switch self {
    case .trainLoss, .testLoss: value < other
    case .trainAccuracy, .testAccuracy: value > other
    }
  }
}

extension JSONWriter {
  fileprivate mutating func point(_ point: TrainingRecord.Point) {
    object {
      $0.member("step", .number(JSONNumber(point.step)))
      for metric in Metric.allCases {
        guard let value = metric.value(point) else { continue }
        $0.member(metric.rawValue) { $0.numberOrNull(value) }
      }
      if let rows = point.trainRows { $0.member("train_rows", .number(JSONNumber(rows))) }
      if let rows = point.testRows { $0.member("test_rows", .number(JSONNumber(rows))) }
    }
  }

  fileprivate mutating func best(of points: [TrainingRecord.Point]) {
    var steps: JSONObject = [:]
    var rows: JSONObject = [:]
    object {
      for metric in Metric.allCases {
        var best: (value: Double, point: TrainingRecord.Point)?
        for point in points {
          guard let value = metric.value(point), value.isFinite else { continue }
          if best.map({ metric.prefers(value, to: $0.value) }) ?? true {
            best = (value, point)
          }
        }
        guard let best else { continue }
        $0.member(metric.rawValue) { $0.number(best.value) }
        steps[metric.rawValue] = .number(JSONNumber(best.point.step))
        if let count = metric.rows(best.point) {
          rows[metric.rawValue] = .number(JSONNumber(count))
        }
      }
      $0.member("steps", .object(steps))
      if !rows.isEmpty { $0.member("rows", .object(rows)) }
    }
  }

  fileprivate mutating func symmetry(
    _ layers: [SimilarityRecord.FinalSymmetry], equitable: [Int],
    upTo factors: [FactorKind: [Int?]], pairs: [Int?]
  ) {
    object {
      $0.member("layers") {
        $0.array { writer in
          for (index, layer) in layers.enumerated() {
            writer.object {
              $0.member("layer", .number(JSONNumber(layer.layer)))
              $0.member("units", .number(JSONNumber(layer.units)))
              $0.member("distinct_neurons", .number(JSONNumber(layer.distinctNeurons)))
              if index < equitable.count {
                $0.member("equitable_classes", .number(JSONNumber(equitable[index])))
              }
              for kind in FactorKind.allCases {
                guard let counts = factors[kind], index < counts.count else { continue }
                $0.member(
                  "classes_up_to_\(kind.rawValue)",
                  counts[index].map { .number(JSONNumber($0)) } ?? .null)
              }
              $0.member("mean_cosine") { $0.numberOrNull(layer.meanCosine.value ?? .nan) }
              if let count = pairs[index] {
                $0.member("mean_cosine_pairs", .number(JSONNumber(count)))
              }
              $0.member("effective_rank") { $0.numberOrNull(layer.effectiveRank.value ?? .nan) }
            }
          }
        }
      }
    }
  }
}
