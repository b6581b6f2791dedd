/// What is known of rows without having them.
package struct DatasetShape: Sendable, Equatable {
  /// Columns of the inputs.
  package var features: Int
  package var task: Dataset.Task
  /// Rows, but for those of the test split that the data set itself brings.
  package var rows: Int
  /// Rows of that test split, 0 where there is none.
  package var ownTestRows: Int
  /// Bytes that all of them take as they are kept; nil where nobody knows yet.
  package var bytes: Int?

  package init(
    features: Int, task: Dataset.Task, rows: Int, ownTestRows: Int, bytes: Int? = nil
  ) {
    self.features = features
    self.task = task
    self.rows = rows
    self.ownTestRows = ownTestRows
    self.bytes = bytes
  }
}

/// Rows that are kept elsewhere under an id which is made of them, and what is done with them.
package struct StoredDataset: Sendable {
  /// Stands for the same rows for ever.
  package var id: String
  package var shape: DatasetShape
  /// See ``DatasetParameters/testShare``.
  package var testShare: Double
  /// Draws the test split.
  package var seed: UInt64
  /// See ``DatasetParameters/standardize``.
  package var standardize: Bool
  /// The rows, split and standardised; nil until they are fetched.
  package var rows: Dataset?

  package init(
    id: String, shape: DatasetShape, testShare: Double = 0, seed: UInt64 = 0,
    standardize: Bool = false, rows: Dataset? = nil
  ) {
    self.id = id
    self.shape = shape
    self.testShare = testShare
    self.seed = seed
    self.standardize = standardize
    self.rows = rows
  }

  /// Columns of the targets.
  package var targetColumns: Int {
    switch shape.task {
    case .classification: 1
    case .regression(let outputs): outputs
    }
  }

  /// Rows of the test split, its own or drawn.
  package var testRows: Int {
    shape.ownTestRows + Dataset.testRows(of: shape.rows, share: testShare)
  }

  /// Rows of the training split.
  package var trainRows: Int { shape.rows - Dataset.testRows(of: shape.rows, share: testShare) }

  /// These rows as they are to be trained on.
  ///
  /// - Complexity: O(numbers).
  package func prepared(_ whole: Dataset) -> Dataset {
    whole.prepared(testShare: testShare, seed: seed, standardize: standardize)
  }
}

extension StoredDataset: Equatable {
  /// Whether both stand for the same rows, fetched or not.
  package static func == (left: Self, right: Self) -> Bool {
    left.id == right.id && left.shape == right.shape && left.testShare == right.testShare
      && left.seed == right.seed && left.standardize == right.standardize
  }
}
