internal import StrictJSON

/// Reads IDX files as rows: the first dimension counts them, the others are one row's numbers.
struct IDXRowsReader {
  let limits: SpecLimits
  let bounds: RowLimits
  /// By the names of the fields.
  let files: [String: UploadFile]

  /// The rows; `nil` where anything is wrong.
  func read(_ fields: Fields) -> InlineRows? {
    let task = NamedTask.read(fields, limits: limits)
    let train = split(
      fields.required("inputs", "The file `inputs` is missing: the rows' numbers."),
      fields.required("targets", "The file `targets` is missing: a number or more a row."))
    var test: InlineRows.Split?
    if fields["test_inputs"] != nil || fields["test_targets"] != nil {
      test = split(
        fields.required("test_inputs", "`test_inputs` is missing beside `test_targets`."),
        fields.required("test_targets", "`test_targets` is missing beside `test_inputs`."))
      guard test != nil else { return nil }
    }
    guard let train, let task, fits(train, test, fields) else { return nil }
    return InlineRows(train: train, test: test, task: task)
  }

  private func split(_ inputs: Cursor?, _ targets: Cursor?) -> InlineRows.Split? {
    guard let inputs, let targets else { return nil }
    let (rows, answers) = (table(inputs), table(targets))
    guard let rows, let answers else { return nil }
    guard rows.rows == answers.rows else {
      targets.fault(
        .mismatch,
        "Byte 4: there are \(answers.rows) rows of targets and \(rows.rows) of inputs; there must be"
          + " one for each.")
      return nil
    }
    return InlineRows.Split(
      inputs: rows, targets: answers, targetsPlace: targets.pointer, origin: .file)
  }

  private func table(_ place: Cursor) -> NumberTable? {
    guard let name = place.pointer.tokens.last, let bytes = files[name]?.bytes else {
      place.fault(.wrongType, "This must be an IDX file, as the others are.")
      return nil
    }
    do {
      let file = try IDXFile(bytes, mostNumbers: bounds.numbers)
      guard file.rows <= bounds.rows else {
        place.fault(
          .tooCostly,
          "Byte 4: there are \(file.rows) rows; at most \(bounds.rows) \(bounds.phrase).")
        return nil
      }
      return NumberTable(rows: file.rows, columns: file.columns, values: file.values)
    } catch {
      place.fault(
        error.isTooMany ? .tooCostly : .mismatch, "Byte \(error.offset): \(error.problem).")
      return nil
    }
  }

  /// Whether both splits have rows of one form, and are few enough together.
  private func fits(
    _ train: InlineRows.Split, _ test: InlineRows.Split?, _ fields: Fields
  ) -> Bool {
    let numbers = [train, test].compactMap(\.self).reduce(0) {
      $0 + $1.inputs.values.count + $1.targets.values.count
    }
    guard numbers <= bounds.numbers else {
      fields.cursor.fault(
        .tooCostly, "The data are \(numbers) numbers; at most \(bounds.numbers) \(bounds.phrase).")
      return false
    }
    guard let test else { return true }
    let pairs = [
      ("test_inputs", test.inputs, train.inputs), ("test_targets", test.targets, train.targets),
    ]
    for (name, ours, theirs) in pairs where ours.columns != theirs.columns {
      fields[name]?.fault(
        .mismatch,
        "Byte 8: a row has \(ours.columns) numbers; one of the training split has"
          + " \(theirs.columns).")
    }
    return pairs.allSatisfy { $0.1.columns == $0.2.columns }
  }
}
