internal import ByteCoding
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// The results of a sweep, one row a job in the sweep's order.
struct SweepTable: Sendable {
  /// The figures of a result, by their columns and where `result` has them.
  static let figures = [
    ("outcome", "/outcome"), ("initial_train_loss", "/initial/train_loss"),
    ("final_train_loss", "/final/train_loss"), ("best_train_loss", "/best/train_loss"),
    ("final_test_loss", "/final/test_loss"), ("final_train_accuracy", "/final/train_accuracy"),
    ("final_test_accuracy", "/final/test_accuracy"),
  ].compactMap { name, text in JSONPointer(text).map { (name: name, pointer: $0) } }
  private static let ending = ["digest", "seconds"]

  /// A job of the sweep.
  struct Row: Sendable {
    /// One a varied field.
    var values: [JSONValue]
    var job: JobID
    var state: JobState
    var figures: [JSONValue]
    /// One a hidden layer; nil while there is no result.
    var distinctNeurons: [JSONValue]?
    var ending: [JSONValue]

    /// Seconds that its training took.
    var seconds: JSONValue? { ending.last }
  }

  /// The fields in which the jobs differ, by their pointers.
  let varied: [String]
  let hiddenLayers: Int
  let rows: [Row]

  /// What the store keeps of what distinguishes the jobs.
  static func stored(rows: [JSONValue], hiddenLayers: Int) -> [UInt8] {
    let table: JSONValue = [
      "hidden_layers": .number(JSONNumber(hiddenLayers)), "rows": .array(rows),
    ]
    return table.serialized()
  }

  /// The table of a sweep as it stands. Throws `JSONError` where the store's texts are no JSON.
  init(_ content: SweepContent) throws {
    let table = try JSONValue.parse(content.table)
    let summary = try JSONValue.parse(content.sweep.summary)
    varied = (summary["varied"]?.arrayValue ?? []).compactMap(\.stringValue)
    hiddenLayers = table["hidden_layers"]?.numberValue?.asInt ?? 0
    let values = (table["rows"]?.arrayValue ?? []).map { $0.arrayValue ?? [] }
    rows = try content.members.map { member in
      let result = try member.result.map { try JSONValue.parse($0) }
      return Row(
        values: values[member.position], job: member.job, state: member.state,
        figures: Self.figures.map { result?[$0.pointer] ?? .null },
        distinctNeurons: result?["symmetry"]?["layers"]?.arrayValue.map { layers in
          layers.map { $0["distinct_neurons"] ?? .null }
        },
        ending: Self.ending.map { result?[$0] ?? .null })
    }
  }

  /// `{"id", "state", "varied", "rows": [{"values": {…}, "job", …}]}`.
  func json(_ sweep: Sweep) -> Pieces {
    let varied = JSONValue.array(varied.map(JSONValue.string)).serialized()
    let head =
      Array(
        #"{"id":"\#(sweep.id)","state":"\#(SweepEncoding.state(of: sweep))","varied":"#.utf8)
      + varied + Array(#","rows":["#.utf8)
    return lines { index, row in (index > 0 ? [UInt8(ascii: ",")] : []) + object(row).serialized() }
      .between(head, Array("]}".utf8))
  }

  /// The rows one after another, each as `text` has it.
  private func lines(_ text: @escaping @Sendable (Int, Row) -> [UInt8]) -> Pieces {
    let ranges = Pieces.ranges(of: rows.count, by: 64)
    return Pieces(count: ranges.count) { piece in
      ranges[piece].flatMap { text($0, rows[$0]) }
    }
  }

  private func object(_ row: Row) -> JSONValue {
    var object: JSONObject = [
      "values": .object(JSONObject(unique: zip(varied, row.values).map { ($0, $1) })),
      "job": .string(row.job.rawValue), "state": .string(row.state.rawValue),
    ]
    for (figure, value) in zip(Self.figures, row.figures) { object[figure.name] = value }
    object["distinct_neurons"] = row.distinctNeurons.map(JSONValue.array) ?? .null
    for (name, value) in zip(Self.ending, row.ending) { object[name] = value }
    return .object(object)
  }

  /// A row a job: what varied under the pointers of the fields, and a column a hidden layer.
  var table: RowTable {
    let rows = rows
    func columns(
      _ names: [String], _ value: @escaping @Sendable (Row, Int) -> JSONValue?
    ) -> [RowTable.Column] {
      names.enumerated().map { place, name in
        RowTable.Column(name) { RowTable.Cell(value(rows[$0], place)) }
      }
    }
    return RowTable(
      rows: rows.count,
      columns: columns(varied) { $0.values[$1] }
        + [
          RowTable.Column("job") { .text(rows[$0].job.rawValue) },
          RowTable.Column("state") { .text(rows[$0].state.rawValue) },
        ]
        + columns(Self.figures.map(\.name)) { $0.figures[$1] }
        + columns(Self.names(ofHiddenLayers: hiddenLayers)) { row, layer in
          row.distinctNeurons.flatMap { $0.indices.contains(layer) ? $0[layer] : nil }
        }
        + columns(Self.ending) { $0.ending[$1] })
  }

  /// The columns of the distinct neurons of so many hidden layers.
  static func names(ofHiddenLayers count: Int) -> [String] {
    (0..<count).map { "distinct_neurons_\($0 + 1)" }
  }
}
