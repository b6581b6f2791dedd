package import NeuronSimilarity
internal import StrictJSON
package import TrainingEngine

/// How alike neurons were over the recorded steps, as the API shows it.
package enum SimilarityEncoding {
  /// `{"steps": […], "layers": […]}`, every series with one entry a step.
  ///
  /// A value that does not exist is null; `reasons` of the layer then has a series of the same name
  /// with the reason at each such step, and null at the others; differences and norms have theirs
  /// under the kind's name and `_spread`. Where the `points` at these steps are not all over all rows,
  /// `train_rows` has the rows that the gradients are over, of which the activations take 1,024 at most.
  package static func json(
    _ record: SimilarityRecord, points: [TrainingRecord.Point] = []
  ) -> [UInt8] {
    let rows = points.prefix(record.steps.count).compactMap(\.trainRows)
    var writer = JSONWriter()
    writer.object {
      $0.member("steps") { $0.numbers(record.steps) }
      if !rows.isEmpty { $0.member("train_rows") { $0.numbers(rows) } }
      $0.member("layers") {
        $0.array { writer in
          for layer in record.layers { writer.layer(layer) }
        }
      }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func layer(_ layer: SimilarityRecord.Layer) {
    let numbers: [(name: String, series: [Measured<Double>])] = [
      ("effective_rank", layer.effectiveRank), ("turned_degrees", layer.turnedDegrees),
      ("norm_ratio", layer.normRatio), ("distinct_directions", layer.distinctDirections),
    ]
    object {
      $0.member("layer", .number(JSONNumber(layer.layer)))
      $0.member("units", .number(JSONNumber(layer.units)))
      $0.member("output", .bool(layer.isOutput))
      $0.member("sampled_units", .number(JSONNumber(layer.sampledUnits)))
      $0.member("distinct_neurons") { $0.numbers(layer.distinctNeurons) }
      $0.member("first_split", layer.firstSplit.map { .number(JSONNumber($0)) } ?? .null)
      for kind in SimilarityKind.allCases {
        $0.member(kind.rawValue) {
          $0.object { $0.pairs(layer.summaries(of: kind), layer.spreads[kind] ?? []) }
        }
      }
      for (name, series) in numbers { $0.member(name) { $0.measured(series) } }
      $0.member("reasons") {
        $0.object { writer in
          for kind in SimilarityKind.allCases {
            writer.reasons(kind.rawValue, layer.summaries(of: kind).map(\.absence))
            writer.reasons(
              kind.rawValue + "_spread",
              (layer.spreads[kind] ?? []).map { $0.flatMap(\.largestDifference).absence })
          }
          for (name, series) in numbers { writer.reasons(name, series.map(\.absence)) }
        }
      }
    }
  }

  private mutating func pairs(
    _ summaries: [Measured<PairSummary>], _ spreads: [Measured<VectorSpread>]
  ) {
    member("mean") { $0.measured(summaries.map { $0.map(\.mean) }) }
    member("min") { $0.measured(summaries.map { $0.map(\.min) }) }
    member("lower_quartile") { $0.measured(summaries.map { $0.map(\.lowerQuartile) }) }
    member("median") { $0.measured(summaries.map { $0.map(\.median) }) }
    member("upper_quartile") { $0.measured(summaries.map { $0.map(\.upperQuartile) }) }
    member("max") { $0.measured(summaries.map { $0.map(\.max) }) }
    member("largest_difference") { $0.measured(spreads.map { $0.flatMap(\.largestDifference) }) }
    member("smallest_norm") { $0.measured(spreads.map { $0.map(\.leastNorm) }) }
    member("largest_norm") { $0.measured(spreads.map { $0.map(\.greatestNorm) }) }
  }

  private mutating func measured(_ series: [Measured<Double>]) {
    numbersOrNulls(series.map { $0.value ?? .nan })
  }

  private mutating func reasons(_ name: String, _ absences: [Absence?]) {
    guard absences.contains(where: { $0 != nil }) else { return }
    member(name, .array(absences.map { $0.map { .string($0.rawValue) } ?? .null }))
  }
}
