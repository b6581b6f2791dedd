internal import StrictJSON

/// Reads `dataset: {"inputs": [[…]], "targets": […], …}`.
///
/// Targets are a list of one number a row or a list of rows; rows of one number are the same as the
/// list. A test split has the same shape.
struct InlineDataReader {
  let limits: SpecLimits

  func read(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.inlineDataset) else { return nil }
    let preparation = RowPreparation.read(fields)
    let rows = InlineRowsReader(limits: limits, bounds: limits.inlineData).read(fields)
    guard let rows, let preparation else { return nil }
    return rows.prepared(by: preparation, fields).map(DatasetDraft.inline)
  }
}

/// Reads `inputs` and `targets`, those of a test split, and what the targets are.
struct InlineRowsReader {
  let limits: SpecLimits
  let bounds: RowLimits

  /// The rows; `nil` where anything is wrong.
  func read(_ fields: Fields) -> InlineRows? {
    let task = NamedTask.read(fields, limits: limits)
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
    guard let train, let task else { return nil }
    return InlineRows(train: train, test: test, task: task)
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
      guard rows.count <= bounds.rows else {
        fields[name]?.fault(
          .tooCostly,
          "There are \(rows.count) rows; at most \(bounds.rows) \(bounds.phrase).")
        return false
      }
      numbers += rows.reduce(0) { $0 + ($1.arrayValue?.count ?? 1) }
    }
    guard numbers <= bounds.numbers else {
      fields.cursor.fault(
        .tooCostly,
        "The data are \(numbers) numbers; at most \(bounds.numbers) \(bounds.phrase).")
      return false
    }
    return true
  }
}
