package import ByteCoding
package import NeuronSimilarity
package import TrainingEngine

/// How alike neurons were over the recorded steps, as columns: what is stored of a job, and what the
/// answers are made of.
package struct SimilarityColumns: Sendable, Equatable {
  /// What a layer has beside its series.
  package struct Layer: Sendable, Equatable {
    /// Counted from 1, the first hidden layer.
    package var layer: Int
    package var units: Int
    package var isOutput: Bool
    package var sampledUnits: Int
    package var firstSplit: Int?
  }

  /// The code of an absence without a reason: a series that an earlier version did not record, or a
  /// number that is not finite.
  static let unexplained = UInt8.max

  package private(set) var steps: [Int]
  /// The rows that each step is over; empty where all steps are over all training rows.
  package let trainRows: [Int]
  package private(set) var layers: [Layer]
  /// Reasons of absences: a row's code is one more than the place of its reason.
  let reasons: [String]
  /// Of each layer one a series of ``SimilaritySeries/pointers``.
  package let columns: [[NumberColumn]]

  init(
    steps: [Int], trainRows: [Int] = [], layers: [Layer], reasons: [String],
    columns: [[NumberColumn]]
  ) {
    self.steps = steps
    self.trainRows = trainRows
    self.layers = layers
    self.reasons = reasons
    self.columns = columns
  }

  /// The columns of a record, and of the points at its steps. O(record).
  package init(_ record: SimilarityRecord, points: [TrainingRecord.Point] = []) {
    trainRows = points.prefix(record.steps.count).compactMap(\.trainRows)
    var columns = RecordColumns(rows: record.steps.count)
    self.columns = record.layers.map { columns.layer($0) }
    reasons = columns.reasons.map(\.rawValue)
    steps = record.steps
    layers = record.layers.map {
      Layer(
        layer: $0.layer, units: $0.units, isOutput: $0.isOutput, sampledUnits: $0.sampledUnits,
        firstSplit: $0.firstSplit)
    }
  }

  static func missing(_ rows: Int) -> NumberColumn {
    NumberColumn(
      Array(repeating: 0, count: rows), absences: Array(repeating: unexplained, count: rows))
  }

  /// A series of a layer, counted from 1, by its place in the layer's object, such as `incoming/mean`;
  /// nil where there is no such layer, or the series was not recorded.
  package func series(_ pointer: String, layer: Int) -> NumberColumn? {
    guard columns.indices.contains(layer - 1),
      let place = SimilaritySeries.pointers.firstIndex(of: pointer)
    else { return nil }
    let column = columns[layer - 1][place]
    return column == Self.missing(steps.count) ? nil : column
  }
}
