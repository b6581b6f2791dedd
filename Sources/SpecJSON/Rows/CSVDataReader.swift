internal import StrictJSON
internal import TrainingModel

/// Reads `dataset: {"csv": "x1,x2,y\\n…", "target": "y", …}`.
///
/// What is read is inline data: the normalised spec has the rows themselves, split and standardised
/// as the spec says.
struct CSVDataReader {
  let limits: SpecLimits

  func read(_ place: Cursor) -> DatasetDraft? {
    guard let fields = Fields(place, SpecFields.csvDataset) else { return nil }
    let preparation = RowPreparation.read(fields)
    let rows = CSVRowsReader(limits: limits, bounds: limits.inlineData).read(fields)
    guard let rows, let preparation else { return nil }
    return rows.prepared(by: preparation, fields).map(DatasetDraft.inline)
  }
}

/// Reads `csv`, the columns of the targets, and what the targets are.
///
/// The targets are one column, by default the last, or several by name; every other column is a
/// feature. A single target column whose fields are no numbers names classes, numbered in the order
/// of their UTF-8.
struct CSVRowsReader {
  let limits: SpecLimits
  let bounds: RowLimits
  /// The text where it came as a file, which `csv` then only stands for.
  var file: UnsafeRawBufferPointer?

  /// The rows; `nil` where anything is wrong.
  func read(_ fields: Fields) -> InlineRows? {
    let task = NamedTask.read(fields, limits: limits)
    guard let text = fields.required("csv", "`csv` is missing: the text with its header.")
    else { return nil }
    guard let content = text.value.stringValue else {
      text.mustBe("text of comma-separated values with a header")
      return nil
    }
    let table: CSVTable
    do {
      // A line that has too many is told of as such: one number of fields more than is allowed.
      let mostFields = bounds.numbers.plusClamped(limits.units * 2)
      table =
        if let file {
          try CSVTable(file, mostFields: mostFields)
        } else {
          try CSVTable(content.utf8, mostFields: mostFields)
        }
    } catch {
      refuse(text, error)
      return nil
    }
    guard fits(table, text), let targets = targets(fields, table), let task else { return nil }
    guard var rows = rows(table, targets, text) else { return nil }
    if rows.hasClassNames, task.kind == .regression {
      fields["task"]?.fault(.mismatch, "The targets are names, so they are classes.")
      return nil
    }
    rows.task = NamedTask(
      kind: task.kind,
      classes: task.classes ?? (rows.hasClassNames ? max(2, rows.names.classes.count) : nil))
    return rows
  }

  private func refuse(_ text: Cursor, _ refusal: CSVTable.Refusal) {
    switch refusal {
    case .malformed(let line, let problem): text.fault(.mismatch, "Line \(line): \(problem).")
    case .tooManyFields:
      text.fault(
        .tooCostly,
        "There are more fields than the \(bounds.numbers) numbers that \(bounds.phrase).")
    }
  }

  /// The columns of the targets.
  private func targets(_ fields: Fields, _ table: CSVTable) -> [Int]? {
    guard let place = fields["target"] else { return [table.header.count - 1] }
    // More targets than columns need not be looked up to be refused.
    let members =
      place.value.arrayValue.map {
        $0.indices.prefix(table.header.count).map(place.element)
      } ?? [place]
    let places = Dictionary(uniqueKeysWithValues: zip(table.header, 0...))
    let columns = members.map { member in
      member.value.stringValue.flatMap { places[$0] } ?? refuse(member, table)
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

  /// Adds the fault of a target that is no column.
  private func refuse(_ target: Cursor, _ table: CSVTable) -> Int? {
    if !target.faults.isFull { _ = target.name("a column", among: table.header) }
    return nil
  }

  // MARK: The text

  private func fits(_ table: CSVTable, _ text: Cursor) -> Bool {
    let header = table.header
    var seen: Set<String> = []
    if let twice = header.first(where: { !seen.insert($0).inserted }) {
      text.fault(.mismatch, "The header names the column `\(twice.shortened)` twice.")
      return false
    }
    guard header.count > 1 else {
      text.fault(.mismatch, "There must be two columns at least: a feature and a target.")
      return false
    }
    // Half of them may be features and half targets, which are looked up one by one.
    guard header.count <= 2 * limits.units else {
      text.fault(
        .tooCostly, "There are \(header.count) columns; at most \(2 * limits.units) are allowed.")
      return false
    }
    guard !table.rows.isEmpty else {
      text.fault(.outOfRange, "There must be at least one row below the header.")
      return false
    }
    let numbers = table.rows.count.timesClamped(header.count)
    guard table.rows.count <= bounds.rows, numbers <= bounds.numbers else {
      text.fault(
        .tooCostly,
        "There are \(table.rows.count) rows and \(numbers) numbers; at most \(bounds.rows) rows and"
          + " \(bounds.numbers) numbers \(bounds.phrase).")
      return false
    }
    var isWhole = true
    for row in table.rows where row.fields.count != header.count {
      // However full the list of faults is by now: the columns of such a row cannot be read.
      isWhole = false
      if text.faults.isFull { break }
      text.fault(
        .mismatch,
        "Line \(row.line) has \(row.fields.count) fields; the header has \(header.count).")
    }
    return isWhole
  }

  /// Features and targets of every row.
  private func rows(_ table: CSVTable, _ targets: [Int], _ text: Cursor) -> InlineRows? {
    let isTarget = Set(targets)
    let features = table.header.indices.filter { !isTarget.contains($0) }
    let inputs = numbers(features, of: table, text)
    var names = InlineRows.Names(
      features: features.map { table.header[$0] }, targets: targets.map { table.header[$0] })
    let answers: [Double]?
    if targets.count == 1, let classes = classNames(table, targets[0]) {
      names.classes = classes
      let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
      answers = table.rows.map { Double(places[table.label(targets[0], of: $0)]!) }
    } else {
      answers = numbers(targets, of: table, text)
    }
    guard let inputs, let answers else { return nil }
    let count = table.rows.count
    return InlineRows(
      train: InlineRows.Split(
        inputs: NumberTable(rows: count, columns: features.count, values: inputs),
        targets: NumberTable(rows: count, columns: targets.count, values: answers),
        targetsPlace: text.pointer, origin: .text(lines: table.rows.map(\.line))),
      names: names)
  }

  /// The names of the classes, in order; nil where any label is a number or missing: a column of
  /// numbers with a slip in it is not one of names.
  private func classNames(_ table: CSVTable, _ column: Int) -> [String]? {
    var names: Set<String> = []
    for row in table.rows {
      let name = table.label(column, of: row)
      guard !name.isEmpty, names.contains(name) || Double(name) == nil else { return nil }
      names.insert(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Some columns' numbers, row by row.
  private func numbers(_ columns: [Int], of table: CSVTable, _ text: Cursor) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(table.rows.count * columns.count)
    for row in table.rows {
      for column in columns where !text.faults.isFull {
        let field = table.label(column, of: row)
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
}

extension CSVTable {
  /// A field without the blanks around it.
  fileprivate func label(_ column: Int, of row: Row) -> String {
    let field = field(column, of: row)
    guard let first = field.utf8.first, let last = field.utf8.last else { return field }
    // Most fields have no blanks, and making another string of each takes longer than to look.
    return first > 0x20 && last > 0x20 ? field : String(field.trimmingBlanks())
  }
}
