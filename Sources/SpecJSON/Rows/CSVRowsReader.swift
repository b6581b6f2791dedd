internal import StrictJSON

/// Reads `csv`, how it is written, what its columns are, and what the targets are.
///
/// A single target column most of whose fields are no numbers names classes, numbered in the order of
/// their UTF-8.
struct CSVRowsReader {
  let limits: SpecLimits
  let bounds: RowLimits
  /// The text where it came as a file, which `csv` then only stands for.
  var file: UnsafeRawBufferPointer?

  /// The rows; `nil` where anything is wrong.
  func read(_ fields: Fields) -> InlineRows? {
    let task = NamedTask.read(fields, limits: limits)
    let format = CSVFormat.read(fields)
    guard let text = fields.required("csv", "`csv` is missing: the text with its header."),
      let format
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
          try CSVTable(
            file, hasHeader: format.hasHeader ?? true, delimiter: format.delimiter,
            mostFields: mostFields)
        } else {
          try CSVTable(
            content.utf8, hasHeader: format.hasHeader ?? true, delimiter: format.delimiter,
            mostFields: mostFields)
        }
    } catch {
      refuse(text, error)
      return nil
    }
    guard hasNames(table, format, fields), fits(table, format, text),
      let columns = CSVColumns(fields, table), let task
    else { return nil }
    let values = CSVValues(table: table, format: format, text: text)
    guard var rows = values.rows(columns, task.kind) else { return nil }
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

  /// Whether the first line may be taken for names where the client does not say what it is. A row
  /// taken for names would be lost without a word.
  private func hasNames(_ table: CSVTable, _ format: CSVFormat, _ fields: Fields) -> Bool {
    guard format.hasHeader == nil,
      let number = table.header.first(where: { format.number($0) != nil })
    else { return true }
    fields.missing(
      "header",
      "The first line has the number \(number.shortened) where the name of a column would stand. Say"
        + " `header` false where the text has no header (its columns are then 1, 2 and so on), or true"
        + " where these are names.")
    return false
  }

  // MARK: The text

  private func fits(_ table: CSVTable, _ format: CSVFormat, _ text: Cursor) -> Bool {
    let header = table.header
    var seen: Set<String> = []
    if let twice = header.first(where: { !seen.insert($0).inserted }) {
      text.fault(.mismatch, "The header names the column `\(twice.shortened)` twice.")
      return false
    }
    guard header.count > 1 else {
      let other = CSVFormat.Delimiter.allCases.first {
        $0 != format.delimiter && header[0].utf8.contains($0.byte)
      }
      text.fault(
        .mismatch,
        "There must be two columns at least: a feature and a target."
          + (other.map { " If `\($0.rawValue)` parts them, say so by `delimiter`." } ?? ""))
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
        "Line \(row.line) has \(row.fields.count) fields; the"
          + " \(table.hasHeader ? "header" : "first row") has \(header.count).")
    }
    return isWhole
  }
}
