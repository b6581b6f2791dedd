internal import TrainingModel

/// What is made of rows: a multiply-add or its like a number.
extension AnalysisCost {
  /// Making a number of a built-in data set, in multiply-adds; reading and preparing one of an upload.
  private static let number = 30.0
  /// An activation, in multiply-adds.
  private static let activation = 20.0

  /// Fetching or making the rows of a data set, and preparing them.
  static func rows(_ dataset: DatasetSpec) -> Double {
    let rows = Double(dataset.trainRows + dataset.testRows)
    let columns =
      switch dataset {
      case .generated(let name, _): DatasetGenerator.named(name)?.features ?? 1
      case .stored(let stored): stored.shape.features
      case .inline(let data): data.features
      }
    return number * rows * Double(columns + 1)
  }

  /// The answers of a network to so many rows; with batch normalisation its training set passes too.
  static func answers(_ spec: TrainingSpec, rows: Int, fetches: Bool) -> Double {
    let neurons = spec.layers.reduce(0.0) { $0 + Double($1.units) }
    let passing = Double(rows + (spec.normalizesBatches ? spec.dataset.trainRows : 0))
    return passing * (Double(spec.parameterCount) + activation * neurons)
      + (fetches || spec.normalizesBatches ? self.rows(spec.dataset) : 0)
  }
}
