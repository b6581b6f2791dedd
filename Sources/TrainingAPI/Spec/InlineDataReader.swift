internal import StrictJSON
internal import TrainingCore

/// Rows sent with a spec.
struct InlineRows {
  /// One split.
  struct Split {
    var inputs: NumberTable
    var targets: NumberTable
    var targetsPlace: JSONPointer
  }

  /// What the spec calls the targets.
  enum NamedTask: String, CaseIterable {
    case classification
    case regression
  }

  var train: Split
  var test: Split?
  var task: NamedTask?
  var classes: Int?
  var place: JSONPointer

  var splits: [Split] { [train] + [test].compactMap(\.self) }
}

/// Reads `dataset: {"inputs": [[…]], "targets": […], …}`.
///
/// Targets are a list of one number a row or a list of rows; rows of one number are the same as the
/// list. A test split has the same shape.
struct InlineDataReader {
  let limits: SpecLimits

  func read(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.inlineDataset) else { return nil }
    let task = fields["task"].map {
      $0.name("a task", among: InlineRows.NamedTask.allCases.map(\.rawValue))
        .flatMap(InlineRows.NamedTask.init(rawValue:))
    }
    let classes = fields["classes"].map { $0.integer(2...limits.units) }
    guard fitsLimits(fields) else { return nil }
    let train = split(
      fields.required("inputs", "`inputs` is missing: one row of numbers a sample."),
      fields.required("targets", "`targets` is missing: one number or row a sample."), like: nil)
    var test: InlineRows.Split?
    if fields["test_inputs"] != nil || fields["test_targets"] != nil {
      test = split(
        fields.required("test_inputs", "`test_inputs` is missing beside `test_targets`."),
        fields.required("test_targets", "`test_targets` is missing beside `test_inputs`."),
        like: train)
      guard test != nil else { return nil }
    }
    guard let train else { return nil }
    if case .some(nil) = task { return nil }
    if case .some(nil) = classes { return nil }
    if task == .regression, classes != nil {
      fields["classes"]?.fault(.mismatch, "Regression has no `classes`: leave it out.")
      return nil
    }
    return .inline(
      InlineRows(
        train: train, test: test, task: task ?? nil, classes: classes ?? nil,
        place: place.pointer))
  }

  private func split(_ inputs: Cursor?, _ targets: Cursor?, like other: InlineRows.Split?)
    -> InlineRows.Split?
  {
    guard let inputs, let targets else { return nil }
    let numbers = NumberReader(faults: inputs.faults)
    let rows = numbers.table(
      inputs, columns: other.map { ($0.inputs.columns, of: "the training rows' features") })
    let inputCount = inputs.value.arrayValue?.count
    let wanted = inputCount.map { ($0, of: "one a row of inputs") }
    let answers: NumberTable?
    if case .array = targets.value.arrayValue?.first {
      answers = numbers.table(
        targets, rows: wanted,
        columns: other.map { ($0.targets.columns, of: "as in the training targets") })
    } else if let columns = other?.targets.columns, columns != 1 {
      targets.fault(
        .mismatch, "The training targets are rows of \(columns) numbers: these must be too.")
      answers = nil
    } else {
      answers = numbers.list(targets, count: wanted)
        .map { NumberTable(rows: $0.count, columns: 1, values: $0) }
    }
    guard let rows, let answers else { return nil }
    return InlineRows.Split(inputs: rows, targets: answers, targetsPlace: targets.pointer)
  }

  /// Whether the data are few enough, by their counts alone.
  private func fitsLimits(_ fields: Fields) -> Bool {
    var numbers = 0
    for name in ["inputs", "targets", "test_inputs", "test_targets"] {
      guard let rows = fields[name]?.value.arrayValue else { continue }
      guard rows.count <= limits.inlineRows else {
        fields[name]?.fault(
          .tooCostly,
          "There are \(rows.count) rows; at most \(limits.inlineRows) may be sent with a spec.")
        return false
      }
      numbers += rows.reduce(0) { $0 + ($1.arrayValue?.count ?? 1) }
    }
    guard numbers <= limits.inlineNumbers else {
      fields.cursor.fault(
        .tooCostly,
        "The data are \(numbers) numbers; at most \(limits.inlineNumbers) may be sent with a spec.")
      return false
    }
    return true
  }
}
