/// Rows with their targets, and where there is one a test split, in float64.
public struct Dataset: Sendable, Equatable {
  /// What the targets are.
  public enum Task: Sendable, Equatable {
    /// One class number a row, 0 up to `classes` - 1.
    case classification(classes: Int)
    /// `outputs` real numbers a row.
    case regression(outputs: Int)
  }

  /// Rows × features inputs and rows × (1 or outputs) targets, both row by row.
  public struct Split: Sendable, Equatable {
    public var inputs: [Double]
    public var targets: [Double]

    public init(inputs: [Double], targets: [Double]) {
      self.inputs = inputs
      self.targets = targets
    }
  }

  /// Columns of the inputs.
  public var features: Int
  public var task: Task
  public var train: Split
  public var test: Split?

  public init(features: Int, task: Task, train: Split, test: Split? = nil) {
    self.features = features
    self.task = task
    self.train = train
    self.test = test
  }

  /// Rows of the training split.
  public var trainRows: Int { train.inputs.count / max(1, features) }
  /// Rows of the test split, 0 without one.
  public var testRows: Int { (test?.inputs.count ?? 0) / max(1, features) }
}
