internal import Experiments
internal import Jobs
internal import WebRouting

/// When the steps of a job were recorded.
package struct RecordingClock: Sendable {
  private let start: Timestamp
  /// Seconds of training at each recorded step.
  private let seconds: [Int: Double]

  /// The moments of a job; nil for one that never began. Where a later attempt went on from what an
  /// earlier one left, training has taken longer than it is since that attempt began: the moments are
  /// then reckoned back from the end, where there is one.
  init?(_ job: Job, curves bytes: [UInt8]) throws {
    guard let started = job.startedAt else { return nil }
    let curves = try StoredCurves(bytes)
    let values = try curves.columns { $0 == "seconds" }.first?.values ?? []
    seconds = Dictionary(
      zip(curves.steps, values).compactMap { step, value in value.map { (step, $0) } },
      uniquingKeysWith: { $1 })
    if job.attempt > 1, job.state == .succeeded, let end = job.finishedAt {
      start = end.adding(seconds: -(seconds.values.max() ?? 0))
    } else {
      start = started
    }
  }

  /// The moment of a step as text, nil where it was not recorded.
  func text(at step: Int) -> String? {
    seconds[step].map { start.adding(seconds: $0).rfc3339 }
  }

  /// The column `time` of a table whose rows are of the steps that `step` tells.
  func column(_ step: @escaping @Sendable (_ row: Int) -> Int) -> RowTable.Column {
    RowTable.Column("time") { RowTable.Cell(text(at: step($0))) }
  }
}

extension Timestamp {
  fileprivate func adding(seconds: Double) -> Timestamp {
    Timestamp(milliseconds: milliseconds + Int64((seconds * 1000).rounded()))
  }
}
