internal import StrictJSON
internal import TrainingCore

/// Reads `dataset: {"csv": "x1,x2,y\\n…", "target": "y", …}`.
///
/// The targets are one column, by default the last, or several by name; every other column is a
/// feature. A single target column whose fields are no numbers names classes, numbered in the order
/// of their UTF-8. What is read is inline data: the normalised spec has the rows themselves, split
/// and standardised as the spec says.
struct CSVDataReader {
  let limits: SpecLimits

  func read(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.csvDataset) else { return nil }
    let options = options(fields)
    guard let text = fields.required("csv", "`csv` is missing: the text with its header.")
    else { return nil }
    guard let content = text.value.stringValue else {
      text.mustBe("text of comma-separated values with a header")
      return nil
    }
    let table: CSVTable
    do {
      table = try CSVTable(content)
    } catch {
      text.fault(.mismatch, "Line \(error.line): \(error.problem).")
      return nil
    }
    guard fits(table, text), let targets = targets(fields, table), let options else { return nil }
    guard let rows = numbers(table, targets, text) else { return nil }
    return prepared(rows, options, fields, text)
  }

  // MARK: Beside the text

  private struct Options {
    var task: InlineRows.NamedTask?
    var classes: Int?
    var testShare: Double
    var seed: UInt64
    var standardize: Bool
  }

  private func options(_ fields: Fields) -> Options? {
    let task = fields["task"].map {
      $0.name("a task", among: InlineRows.NamedTask.allCases.map(\.rawValue))
        .flatMap(InlineRows.NamedTask.init(rawValue:))
    }
    let classes = fields["classes"].map { $0.integer(2...limits.units) }
    let share = fields.number("test_share", .share, default: 0)
    let seed = fields["seed"].map { $0.seed() } ?? 0
    let standardize = fields.flag("standardize", default: false)
    if case .some(nil) = task { return nil }
    if case .some(nil) = classes { return nil }
    guard let share, let seed, let standardize else { return nil }
    if task == .regression, classes != nil {
      fields["classes"]?.fault(.mismatch, "Regression has no `classes`: leave it out.")
      return nil
    }
    if seed != 0, share == 0 {
      fields["seed"]?.fault(.mismatch, "`seed` draws the test split: name a `test_share` too.")
      return nil
    }
    return Options(
      task: task ?? nil, classes: classes ?? nil, testShare: share, seed: seed,
      standardize: standardize)
  }

  /// The columns of the targets.
  private func targets(_ fields: Fields, _ table: CSVTable) -> [Int]? {
    guard let place = fields["target"] else { return [table.header.count - 1] }
    let members = place.value.arrayValue == nil ? [place] : place.elements()!
    let columns = members.map { member in
      member.name("a column", among: table.header).flatMap(table.header.firstIndex)
    }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    let chosen = columns.compactMap(\.self)
    guard !chosen.isEmpty, Set(chosen).count == chosen.count, chosen.count < table.header.count
    else {
      place.fault(
        .mismatch, "The targets must be different columns, and one column at least is a feature.")
      return nil
    }
    return chosen
  }

  // MARK: The text

  private func fits(_ table: CSVTable, _ text: Cursor) -> Bool {
    let header = table.header
    if let twice = header.first(where: { name in header.count { $0 == name } > 1 }) {
      text.fault(.mismatch, "The header names the column `\(twice.shortened)` twice.")
      return false
    }
    guard header.count > 1 else {
      text.fault(.mismatch, "There must be two columns at least: a feature and a target.")
      return false
    }
    guard !table.rows.isEmpty else {
      text.fault(.outOfRange, "There must be at least one row below the header.")
      return false
    }
    let numbers = table.rows.count.timesClamped(header.count)
    guard table.rows.count <= limits.inlineRows, numbers <= limits.inlineNumbers else {
      text.fault(
        .tooCostly,
        "There are \(table.rows.count) rows and \(numbers) numbers; at most \(limits.inlineRows)"
          + " rows and \(limits.inlineNumbers) numbers may be sent with a spec.")
      return false
    }
    var isWhole = true
    for row in table.rows where row.fields.count != header.count && !text.faults.isFull {
      text.fault(
        .mismatch,
        "Line \(row.line) has \(row.fields.count) fields; the header has \(header.count).")
      isWhole = false
    }
    return isWhole
  }

  /// Features and targets of every row.
  private func numbers(_ table: CSVTable, _ targets: [Int], _ text: Cursor)
    -> (inputs: NumberTable, targets: NumberTable, classes: Int?)?
  {
    let features = table.header.indices.filter { !targets.contains($0) }
    let inputs = column(features, of: table, text)
    let labels = targets.count == 1 ? table.rows.map { $0.fields[targets[0]] } : []
    let names = classNames(labels)
    let answers =
      names.map { names in
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
        return labels.map { Double(numbers[$0.trimmingBlanks()]!) }
      }
      ?? column(targets, of: table, text)
    guard let inputs, let answers else { return nil }
    return (
      NumberTable(rows: table.rows.count, columns: features.count, values: inputs),
      NumberTable(rows: table.rows.count, columns: targets.count, values: answers),
      names.map { max(2, $0.count) }
    )
  }

  /// The names of the classes, in order; nil where any label is a number or missing: a column of
  /// numbers with a slip in it is not one of names.
  private func classNames(_ labels: [String]) -> [Substring]? {
    let names = Set(labels.map { $0.trimmingBlanks() })
    guard !names.isEmpty, !names.contains(where: { $0.isEmpty || Double($0) != nil })
    else { return nil }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Some columns' numbers, row by row.
  private func column(_ columns: [Int], of table: CSVTable, _ text: Cursor) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(table.rows.count * columns.count)
    for row in table.rows {
      for column in columns where !text.faults.isFull {
        let field = String(row.fields[column].trimmingBlanks())
        guard let value = Double(field), NumberRange.data.contains(value) else {
          let isNumber = Double(field) != nil
          text.fault(
            isNumber ? .outOfRange : .notANumber,
            "Line \(row.line), column \(column + 1) (`\(table.header[column].shortened)`): there must"
              + " be a number \(NumberRange.data.phrase), not "
              + (field.isEmpty ? "nothing." : "\"\(field.shortened)\"."))
          continue
        }
        values.append(value + 0)
      }
    }
    return values.count == table.rows.count * columns.count ? values : nil
  }

  // MARK: What is made of it

  private func prepared(
    _ rows: (inputs: NumberTable, targets: NumberTable, classes: Int?), _ options: Options,
    _ fields: Fields, _ text: Cursor
  ) -> DatasetDraft? {
    if rows.classes != nil, options.task == .regression {
      fields["task"]?.fault(.mismatch, "The targets are names, so they are classes.")
      return nil
    }
    guard options.testShare == 0 || rows.inputs.rows > 1 else {
      fields["test_share"]?.fault(.mismatch, "One row cannot be split.")
      return nil
    }
    var data = Dataset(
      features: rows.inputs.columns, task: .regression(outputs: rows.targets.columns),
      train: Dataset.Split(inputs: rows.inputs.values, targets: rows.targets.values))
    data = data.prepared(
      testShare: options.testShare, seed: options.seed, standardize: options.standardize)
    let split = { (split: Dataset.Split) in
      InlineRows.Split(
        inputs: NumberTable(
          rows: split.inputs.count / data.features, columns: data.features, values: split.inputs),
        targets: NumberTable(
          rows: split.targets.count / rows.targets.columns, columns: rows.targets.columns,
          values: split.targets),
        targetsPlace: text.pointer)
    }
    return .inline(
      InlineRows(
        train: split(data.train), test: data.test.map(split), task: options.task,
        classes: options.classes ?? rows.classes, place: fields.cursor.pointer))
  }
}
