internal import Experiments
internal import WebRouting

/// What of a job's curves a query asks for, and whether as a table with `time`.
///
/// `time` is the moment at which a row was recorded: a column of rows, CSV and NDJSON, which follows
/// from `seconds` and from when the job began.
struct CurveQuery: Sendable {
  let selection: CurveSelection
  let showsTime: Bool

  private static let time = "time"

  /// Throws 400, also where `time` is asked for in a form that has no such column.
  init(_ query: CheckedQuery, as format: MediaFormat) throws(Problem) {
    let metrics = query.names("metrics")
    let names = metrics.filter { $0 != Self.time }
    let isAxis = query["x"] == Self.time
    let isAskedFor = isAxis || names.count < metrics.count
    guard !isAskedFor || format.isTable else {
      throw Problem.query(
        parameter: isAxis ? "x" : "metrics", code: "rows_only",
        "time is a column of rows, csv and ndjson. Ask for one of these with format.")
    }
    showsTime = format.isTable && (isAskedFor || (metrics.isEmpty && query["x"] == nil))
    selection = CurveSelection(
      // Where time alone is asked for there is nothing beside `step`.
      metrics: metrics.isEmpty ? nil : names, limit: try CurveSelection.limit(query),
      // `step` is there in any case: no other axis is to be.
      axis: isAxis ? .step : try query.choice("x", of: CurveSelection.Axis.self))
  }
}
