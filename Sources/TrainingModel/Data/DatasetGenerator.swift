/// One built-in data set: an entry of the catalogue, from which validation, the rows, the API's
/// listing and the tests all follow.
package struct DatasetGenerator: Sendable {
  package let name: String
  package let summary: String
  package let source: String
  package let features: Int
  package let task: Dataset.Task
  /// What is filled in where the spec is silent.
  package let defaults: DatasetParameters
  /// Rows that may be asked for; one value where the rows are fixed.
  package let samples: ClosedRange<Int>
  /// Noise that may be asked for.
  package let noise: ClosedRange<Double>
  /// Rows of the test split that the data set itself brings, beside the samples.
  package var ownTestRows = 0
  let rows: @Sendable (DatasetParameters) -> (train: Dataset.Split, test: Dataset.Split?)

  /// The rows for these parameters, always the same ones.
  ///
  /// - Complexity: O(samples).
  package func dataset(_ parameters: DatasetParameters) -> Dataset {
    let splits = rows(parameters)
    return Dataset(features: features, task: task, train: splits.train, test: splits.test)
      .prepared(
        testShare: parameters.testShare, seed: parameters.seed,
        standardize: parameters.standardize)
  }

  /// The entry with this name.
  package static func named(_ name: String) -> DatasetGenerator? {
    catalogue.first { $0.name == name }
  }
}

extension DatasetSpec {
  /// Rows of the training split, without making them.
  package var trainRows: Int {
    switch self {
    case .inline(let dataset): dataset.trainRows
    case .stored(let stored): stored.trainRows
    case .generated(_, let parameters): parameters.samples - parameters.testRows
    }
  }

  /// Rows of the test split, without making them.
  package var testRows: Int {
    switch self {
    case .inline(let dataset): dataset.testRows
    case .stored(let stored): stored.testRows
    case .generated(let name, let parameters):
      max(parameters.testRows, DatasetGenerator.named(name)?.ownTestRows ?? 0)
    }
  }

  /// The rows themselves.
  ///
  /// - Precondition: those of a stored data set have been fetched.
  package func dataset() -> Dataset {
    switch self {
    case .inline(let dataset):
      return dataset
    case .stored(let stored):
      guard let rows = stored.rows else {
        fatalError("the rows of \(stored.id) have not been fetched")
      }
      return rows
    case .generated(let name, let parameters):
      guard let generator = DatasetGenerator.named(name) else {
        fatalError("unknown data set \(name)")
      }
      return generator.dataset(parameters)
    }
  }
}
