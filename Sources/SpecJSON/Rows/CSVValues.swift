internal import StrictJSON
internal import TrainingModel

/// Reads the fields of a table whose columns are known.
struct CSVValues {
  let table: CSVTable
  let format: CSVFormat
  /// Where the text stands, for faults.
  let text: Cursor

  /// Features and targets of every row; nil where anything is wrong.
  ///
  /// - Parameter kind: what the client says that the targets are.
  /// - Complexity: O(length of the text).
  func rows(_ columns: CSVColumns, _ kind: NamedTask.Kind?) -> InlineRows? {
    let (features, targets) = (columns.features, columns.targets)
    let inputs = numbers(features)
    var names = InlineRows.Names()
    if table.hasHeader {
      names.features = features.map { table.header[$0] }
      names.targets = targets.map { table.header[$0] }
    }
    let answers: [Double]?
    if targets.count == 1, isOfNames(targets[0]) {
      let labels = labels(targets[0], kind)
      names.classes = Set(labels ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let places = Dictionary(uniqueKeysWithValues: zip(names.classes, 0...))
      answers = labels?.map { Double(places[$0]!) }
    } else {
      answers = numbers(targets)
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

  /// Whether more fields of a column are names than numbers: a column of numbers with a slip in it is
  /// not one of names, nor one of names with a gap in it one of numbers.
  private func isOfNames(_ column: Int) -> Bool {
    var balance = 0
    for row in table.rows {
      let label = table.label(column, of: row)
      if isMissing(label) { continue }
      balance += format.number(label) == nil ? 1 : -1
    }
    return balance > 0
  }

  /// The names of the rows' classes; nil where one is missing, or a number that is not said to be one.
  private func labels(_ column: Int, _ kind: NamedTask.Kind?) -> [String]? {
    var labels: [String] = []
    for row in table.rows where !text.faults.isFull {
      let label = table.label(column, of: row)
      if isMissing(label) {
        fault(.missing, row, column, "the name of the class is missing.")
      } else if kind != .classification, format.number(label) != nil {
        fault(
          .mismatch, row, column,
          "the number \(label.shortened) stands among names. Say `task` classification where it is a"
            + " name too.")
      } else {
        labels.append(label)
      }
    }
    return labels.count == table.rows.count ? labels : nil
  }

  /// Whether nothing is there, or what programs write for it.
  private func isMissing(_ label: String) -> Bool {
    label.isEmpty || label.utf8.count == 3 && label.lowercased() == "nan"
  }

  /// Some columns' numbers, row by row.
  private func numbers(_ columns: [Int]) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(table.rows.count * columns.count)
    for row in table.rows {
      for column in columns where !text.faults.isFull {
        let field = table.label(column, of: row)
        let value = format.number(field)
        guard let value, NumberRange.data.contains(value) else {
          fault(
            value == nil ? .notANumber : .outOfRange, row, column,
            "there must be a number \(NumberRange.data.phrase), not "
              + (field.isEmpty ? "nothing." : "\"\(field.shortened)\"."))
          continue
        }
        values.append(value + 0)
      }
    }
    return values.count == table.rows.count * columns.count ? values : nil
  }

  private func fault(
    _ code: SpecFault.Code, _ row: CSVTable.Row, _ column: Int, _ detail: String
  ) {
    text.fault(
      code,
      "Line \(row.line), column \(column + 1) (`\(table.header[column].shortened)`): \(detail)")
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
