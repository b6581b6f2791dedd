internal import StrictJSON
internal import TrainingModel

/// Rows that a client sent, in whatever form, before it is settled what the targets are.
package struct InlineRows {
  /// One split.
  struct Split {
    var inputs: NumberTable
    package var targets: NumberTable
    var targetsPlace: JSONPointer
    var origin = Origin.json
  }

  /// What the rows were written in, for messages about one of them.
  enum Origin {
    /// Arrays: a row has a pointer.
    case json
    /// Text, with the line of each row.
    case text(lines: [Int])
    /// A binary file.
    case file
  }

  /// What people call the columns and classes; empty where the form has no names.
  package struct Names: Equatable {
    package var features: [String] = []
    package var targets: [String] = []
    package var classes: [String] = []

    package init(features: [String] = [], targets: [String] = [], classes: [String] = []) {
      self.features = features
      self.targets = targets
      self.classes = classes
    }

    package init() {
    }
  }

  var train: Split
  var test: Split?
  var task = NamedTask()
  var preparation = RowPreparation()
  var names = Names()
  /// Whether the targets were names of classes.
  var hasClassNames: Bool { !names.classes.isEmpty }

  var splits: [Split] { [train] + [test].compactMap(\.self) }

  /// Rows of the training split, once it is prepared.
  var trainRows: Int { train.inputs.rows - preparation.testRows(of: train.inputs.rows) }

  /// Rows of the test split, once they are prepared.
  var testRows: Int { test?.inputs.rows ?? preparation.testRows(of: train.inputs.rows) }

  /// The rows of a spec, to be prepared as it says; nil, with a fault, where they cannot be.
  func prepared(by preparation: RowPreparation, _ fields: Fields) -> InlineRows? {
    guard
      preparation.fits(
        rows: train.inputs.rows, hasTestSplit: test != nil, fields, label: "The inline data set")
    else { return nil }
    var prepared = self
    prepared.preparation = preparation
    return prepared
  }

  /// The data set, split and standardised.
  func dataset(_ task: Dataset.Task) -> Dataset {
    Dataset(
      features: train.inputs.columns, task: task, train: train.rows, test: test?.rows
    ).prepared(
      testShare: preparation.testShare, seed: preparation.seed,
      standardize: preparation.standardize)
  }
}

extension InlineRows.Split {
  /// The numbers alone.
  var rows: Dataset.Split {
    Dataset.Split(inputs: inputs.values, targets: targets.values.inFloat64)
  }
}
