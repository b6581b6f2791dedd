internal import Experiments
internal import StrictJSON
internal import WebRouting

/// The curves of the jobs of one group of a sweep, gathered: at each step how a metric is distributed
/// over the jobs.
struct GroupCurves: Sendable {
  /// What is gathered of one job: some steps that it recorded, and the metrics at them.
  struct Run: Sendable {
    private let places: [Int: Int]
    private let columns: [String: [Double?]]

    /// - Complexity: O(numbers of these metrics).
    init(_ stored: StoredCurves, metrics: [String], steps: Set<Int>) throws {
      let rows = stored.steps.indices.filter { steps.contains(stored.steps[$0]) }
      places = Dictionary(
        rows.enumerated().map { (stored.steps[$1], $0) }, uniquingKeysWith: { $1 })
      columns = Dictionary(
        try stored.columns(where: metrics.contains).map { column in
          (column.name, rows.map { column.values[$0] })
        }, uniquingKeysWith: { $1 })
    }

    func value(_ metric: String, at step: Int) -> Double? {
      guard let place = places[step], let value = columns[metric]?[place] else { return nil }
      return value.isFinite ? value : nil
    }
  }

  /// Jobs with a result.
  let jobs: Int
  let steps: [Int]
  /// For each metric one a step; nil where no job has a finite number.
  private let summaries: [[NumberSummary?]]
  private let metrics: [String]

  /// - Complexity: O(runs × steps × metrics), where the numbers are spread.
  init(_ runs: [Run], metrics: [String], steps: [Int]) {
    jobs = runs.count
    self.steps = steps
    self.metrics = metrics
    summaries = metrics.map { metric in
      steps.map { step in NumberSummary(runs.compactMap { $0.value(metric, at: step) }) }
    }
  }

  /// `{"values": {…}, "jobs", "steps": […], "metrics": {"train_loss": {"count": […], "mean": […], …}}}`.
  func json(by: [String], _ values: [JSONValue]) -> JSONValue {
    [
      "values": .object(JSONObject(unique: zip(by, values).map { ($0, $1) })),
      "jobs": .number(JSONNumber(jobs)),
      "steps": .array(steps.map { .number(JSONNumber($0)) }),
      "metrics": .object(
        JSONObject(
          unique: zip(metrics, summaries).map { metric, summaries in
            (metric, Self.json(summaries))
          })),
    ]
  }

  private static func json(_ summaries: [NumberSummary?]) -> JSONValue {
    let members = summaries.map { $0?.members.map(\.value) }
    return .object(
      JSONObject(
        unique: NumberSummary.names.enumerated().map { place, name in
          let none: JSONValue = place == 0 ? .number(JSONNumber(0)) : .null
          return (name, .array(members.map { $0?[place] ?? none }))
        }))
  }

  /// A row a step: what the jobs have in common, how many they are, and eight columns a metric.
  func rows(by: [String], _ values: [JSONValue]) -> RowTable {
    var columns = zip(by, values).map { name, value in
      RowTable.Column(name) { _ in RowTable.Cell(value) }
    }
    columns.append(RowTable.Column("jobs") { [jobs] _ in .integer(jobs) })
    columns.append(RowTable.Column("step") { [steps] in .integer(steps[$0]) })
    for (metric, summaries) in zip(metrics, summaries) {
      let members = summaries.map { $0?.members.map(\.value) }
      columns += NumberSummary.names.enumerated().map { place, name in
        RowTable.Column("\(metric)_\(name)") {
          members[$0].map { RowTable.Cell($0[place]) } ?? (place == 0 ? .integer(0) : .none)
        }
      }
    }
    return RowTable(rows: steps.count, columns: columns)
  }
}
