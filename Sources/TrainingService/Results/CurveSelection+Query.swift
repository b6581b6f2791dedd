internal import Experiments
internal import StrictJSON
package import WebRouting

extension CurveSelection {
  private static let points = 2...1_000_000

  /// What a query asks for by `metrics`, `points` and `x`.
  init(_ query: CheckedQuery) throws(Problem) {
    let names = query.list("metrics").filter { !$0.isEmpty }
    let limit =
      query["points"] == "all"
      ? nil : try query.integer("points", in: Self.points) ?? Self.defaultPoints
    self.init(
      metrics: names.isEmpty ? nil : names, limit: limit,
      axis: try query.choice("x", of: Axis.self))
  }
}

extension UnknownCurve: ProblemConvertible {
  package var problem: Problem {
    Problem.query(
      parameter: "metrics", code: "unknown_metric",
      "This job has no curve \(name). It has \(names.joined(separator: ", ")).",
      suggestion: NearName.nearest(to: name, among: names))
  }
}
