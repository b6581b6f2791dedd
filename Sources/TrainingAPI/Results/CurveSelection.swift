internal import StrictJSON

/// Which part of a job's curves a client wants: `?metrics=&points=&x=`.
struct CurveSelection: Sendable {
  /// The column that the others are drawn over; the answer's first.
  enum Axis: String, CaseIterable {
    case step, epoch, seconds
  }

  /// Rows where nothing else is asked for.
  static let defaultPoints = 1000
  private static let points = 2...1_000_000

  /// Columns by name; nil for all.
  var metrics: [String]?
  /// Rows at most; nil for all.
  var limit: Int?
  /// nil shows all three.
  var axis: Axis?

  init(_ query: CheckedQuery) throws(Problem) {
    let names = query.list("metrics").filter { !$0.isEmpty }
    metrics = names.isEmpty ? nil : names
    limit =
      query["points"] == "all"
      ? nil : try query.integer("points", in: Self.points) ?? Self.defaultPoints
    axis = try query.choice("x", of: Axis.self)
  }

  /// The rows and columns asked for.
  ///
  /// Throws where a metric is asked for that the job has not recorded.
  func apply(to table: CurveTable) throws(Problem) -> CurveTable {
    if let unknown = metrics?.first(where: { !table.names.contains($0) }) {
      throw Problem.query(
        parameter: "metrics", code: "unknown_metric",
        "This job has no curve \(unknown). It has \(table.names.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: unknown, among: table.names))
    }
    let axes = Axis.allCases.map(\.rawValue)
    let columns = table.names.filter { name in
      let isAxis = axes.contains(name)
      if metrics?.contains(name) == true { return true }
      if isAxis { return axis == nil ? metrics == nil : name == axis?.rawValue }
      return metrics == nil
    }
    let leading = table["train_loss"] ?? table.columns.first
    let rows =
      limit.map { CurveDownsampling.rows(of: leading?.values ?? [], limit: $0) }
      ?? Array(table.steps.indices)
    return table.selecting(rows: rows, columns: columns)
  }
}
