internal import PrometheusText

/// What the queue of analyses is doing, and has done since the start.
package struct AnalysisCounts: Sendable, Equatable {
  package var waiting: [AnalysisRequest.Class: Int] = [:]
  package var computing: [AnalysisRequest.Class: Int] = [:]
  /// Turns that have ended, whatever they came to.
  package var computed = 0
  /// Requests that were given the answer of an analysis which another had asked for.
  package var joined = 0
  /// Requests refused because the queue was full or the analysis too costly.
  package var refused = 0
  /// Analyses that everyone who wanted them has left, waiting or computing.
  package var cancelled = 0
  /// Analyses that were ended because they took too long.
  package var overdue = 0

  /// Writes four families.
  func write(to writer: inout PrometheusWriter) {
    let gauges = [
      ("symbreak_analyses_waiting", "Analyses that wait for their turn.", waiting),
      ("symbreak_analyses_running", "Analyses that are computed.", computing),
    ]
    for (name, help, numbers) in gauges {
      writer.family(name, .gauge, help)
      for line in AnalysisRequest.Class.allCases {
        writer.sample(name, ["class": line.rawValue], Double(numbers[line] ?? 0))
      }
    }
    let turns = "symbreak_analyses_total"
    writer.family(
      turns, .counter,
      "Analyses computed, and of them ended as overdue; and those that nobody waited for any more.")
    for (outcome, number) in [
      ("computed", computed), ("overdue", overdue), ("cancelled", cancelled),
    ] {
      writer.sample(turns, ["outcome": outcome], Double(number))
    }
    let requests = "symbreak_analysis_requests_total"
    writer.family(
      requests, .counter, "Requests that joined another's analysis, and those refused.")
    for (outcome, number) in [("joined", joined), ("refused", refused)] {
      writer.sample(requests, ["outcome": outcome], Double(number))
    }
  }
}
