package import Experiments
internal import Foundation
internal import NeuronSimilarity
internal import TrainingEngine

/// What `symbreak run` tells a person of a training.
package struct RunReport {
  private let result: ExperimentResult

  private static let chartHeight = 12
  /// Wider than this a curve only gets flatter.
  private static let chartWidth = 100

  /// The report on `result`.
  package init(_ result: ExperimentResult) {
    self.result = result
  }

  /// The report in lines of at most `width` columns where that is enough for the figures.
  package func lines(width: Int) -> [String] {
    [result.spec.summary, ""]
      + LineChart(title: "training loss", axis: "step", points: lossPoints)
      .lines(width: min(width, Self.chartWidth), height: Self.chartHeight)
      + [""] + symmetryLines + [""] + outcomeLines
  }

  private var lossPoints: [LineChart.Point] {
    result.record.points.map { LineChart.Point(x: Double($0.step), y: $0.trainLoss) }
  }

  private var symmetryLines: [String] {
    guard !result.symmetry.isEmpty else {
      return ["There is no hidden layer to compare neurons of."]
    }
    var table = TextTable([
      "layer", "units", "distinct neurons", "mean cosine (incoming)", "effective rank",
    ])
    for layer in result.symmetry {
      table.append([
        "\(layer.layer)", "\(layer.units)", "\(layer.distinctNeurons)",
        layer.meanCosine.value.map { String(format: "%.4f", $0) } ?? "–",
        layer.effectiveRank.value.map { String(format: "%.3f", $0) } ?? "–",
      ])
    }
    return table.lines
  }

  private var outcomeLines: [String] {
    let points = result.record.points
    var outcome = result.outcome.rawValue
    if let step = result.record.divergedAt { outcome += " at step \(step)" }
    if let first = points.first, let last = points.last {
      outcome += ", training loss \(Self.figure(first.trainLoss)) → \(Self.figure(last.trainLoss))"
      if let accuracy = last.trainAccuracy {
        outcome += ", \(Self.percent(accuracy)) right"
      }
      if let accuracy = last.testAccuracy {
        outcome += ", \(Self.percent(accuracy)) of the test rows"
      }
    }
    return [
      "outcome  \(outcome)",
      "digest   \(result.digest)",
      "seconds  " + String(format: "%.3f", result.seconds),
    ]
  }

  private static func figure(_ value: Double) -> String { String(format: "%.6g", value) }

  private static func percent(_ share: Double) -> String { String(format: "%.4g %%", 100 * share) }
}
