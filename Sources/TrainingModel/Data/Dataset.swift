/// Rows with their targets, and where there is one a test split, read in float64.
package struct Dataset: Sendable, Equatable {
  /// What the targets are.
  package enum Task: Sendable, Equatable {
    /// One class number a row, 0 up to `classes` - 1.
    case classification(classes: Int)
    /// `outputs` real numbers a row.
    case regression(outputs: Int)
  }

  /// Rows × features inputs and rows × (1 or outputs) targets, both row by row.
  package struct Split: Sendable, Equatable {
    package var inputs: RowNumbers
    package var targets: [Double]

    package init(inputs: RowNumbers, targets: [Double]) {
      self.inputs = inputs
      self.targets = targets
    }

    package init(inputs: [Double], targets: [Double]) {
      self.init(inputs: RowNumbers(inputs), targets: targets)
    }

    /// Bytes that the numbers take.
    var byteCount: Int { inputs.byteCount + 8 * targets.count }
  }

  /// Columns of the inputs.
  package var features: Int
  package var task: Task
  package var train: Split
  package var test: Split?

  package init(features: Int, task: Task, train: Split, test: Split? = nil) {
    self.features = features
    self.task = task
    self.train = train
    self.test = test
  }

  /// Columns of the targets.
  package var targetColumns: Int {
    switch task {
    case .classification: 1
    case .regression(let outputs): outputs
    }
  }

  /// Bytes that the numbers take.
  package var byteCount: Int { train.byteCount + (test?.byteCount ?? 0) }

  /// Rows of the training split.
  package var trainRows: Int { train.inputs.count / max(1, features) }
  /// Rows of the test split, 0 without one.
  package var testRows: Int { (test?.inputs.count ?? 0) / max(1, features) }
}
