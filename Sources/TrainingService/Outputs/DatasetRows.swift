internal import ByteCoding
internal import SpecJSON
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// Rows of a data set as networks see them, with what they are called.
struct DatasetRows: Sendable {
  /// The normalised `dataset` of a spec.
  var dataset: JSONValue
  var page: RowPage
  /// Columns of the inputs.
  var features: Int
  var task: Dataset.Task
  var names: InlineRows.Names
  /// Rows of the split.
  var total: Int
  /// The rows of this answer, and their places in the split.
  var rows: Dataset.Split
  var range: Range<Int>

  /// - Complexity: O(numbers of the page).
  init(
    _ data: Dataset, dataset: JSONValue, names: InlineRows.Names, page: RowPage
  ) throws(Problem) {
    let split = try page.rows(of: data)
    self.dataset = dataset
    self.names = names
    self.page = page
    features = data.features
    task = data.task
    total = split.inputs.count / max(1, data.features)
    range = page.range(of: total, columns: data.features + data.targetColumns)
    rows = split.rows(range, features: data.features, targets: data.targetColumns)
  }

  private var columns: Int { rows.targets.count / max(1, range.count) }

  /// The offset of the rows after these; nil where there are none.
  var next: Int? { range.upperBound < total ? range.upperBound : nil }

  /// The answer in JSON: `inputs` and `targets` are in the form that a spec takes.
  var json: Pieces {
    Pieces.object([
      ("dataset", .json(dataset)), ("split", .json(.string(page.split.rawValue))),
      ("features", .json(.integer(features))), ("task", .json(.string(task.name))),
      ("classes", .json(task.classes.map { .integer($0) } ?? .null)),
      ("feature_names", .json(.names(names.features))),
      ("target_names", .json(.names(names.targets))),
      ("class_names", .json(.names(names.classes))),
      ("total", .json(.integer(total))), ("offset", .json(.integer(range.lowerBound))),
      ("next", .json(next.map { .integer($0) } ?? .null)),
      ("inputs", .matrix(rows.inputs.inFloat64, columns: features)),
      ("targets", targets),
    ])
  }

  private var targets: Pieces {
    columns == 1 ? .list(rows.targets) : .matrix(rows.targets, columns: max(1, columns))
  }

  /// The answer as rows: features, then targets; classes are numbers.
  var table: RowTable {
    let outputs: [String] =
      if case .regression(let outputs) = task, outputs > 1 {
        (1...outputs).map { "y\($0)" }
      } else { ["y"] }
    let inputs = names.features.isEmpty ? (1...features).map { "x\($0)" } : names.features
    let goals = names.targets.isEmpty ? outputs : names.targets
    return RowTable(
      rows: range.count,
      columns: inputs.enumerated().map { place, name in
        RowTable.Column(name) { [inputs = rows.inputs, features] in
          .number(inputs.values($0 * features + place..<$0 * features + place + 1)[0])
        }
      }
        + goals.enumerated().map { place, name in
          RowTable.Column(name) { [targets = rows.targets, columns] in
            .number(targets[$0 * columns + place])
          }
        })
  }

  /// The numbers and names of the answer as bytes, for its tag.
  var identity: [UInt8] {
    var writer = LittleEndianWriter()
    let names = JSONValue.array([
      dataset, .names(names.features), .names(names.targets), .names(names.classes),
      .string(page.split.rawValue), .integer(total), .integer(range.lowerBound),
      .integer(range.upperBound),
    ])
    writer.append(bytes: names.serialized())
    for value in rows.inputs { writer.append(value) }
    for value in rows.targets { writer.append(value) }
    return writer.bytes
  }
}
