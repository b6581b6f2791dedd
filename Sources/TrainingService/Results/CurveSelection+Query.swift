internal import Experiments
internal import StrictJSON
package import WebRouting

extension CurveSelection {
  private static let points = 2...1_000_000

  /// The most rows that a query asks for by `points`; nil for all.
  static func limit(_ query: CheckedQuery) throws(Problem) -> Int? {
    query["points"] == "all"
      ? nil : try query.integer("points", in: points) ?? defaultPoints
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
