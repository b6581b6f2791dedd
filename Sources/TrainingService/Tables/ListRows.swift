internal import Experiments
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// Lists as rows: what dashboards show of each job and sweep, without specs.
enum ListRows {
  /// A row a job. `time` is when it was handed in.
  static func jobs(_ jobs: [Job]) throws -> RowTable {
    let rows = try jobs.map { try JobRow($0) }
    return RowTable(
      rows: rows.count,
      columns: JobRow.columns.map { name, cell in RowTable.Column(name) { cell(rows[$0]) } })
  }

  /// The columns of jobs, in order.
  static var jobColumns: [String] { JobRow.columns.map(\.name) }

  /// A row a sweep. `time` is when it was handed in.
  static func sweeps(_ sweeps: [Sweep]) throws -> RowTable {
    let summaries = try sweeps.map { try JSONValue.parse($0.summary) }
    typealias Cell = RowTable.Cell
    let counts = JobState.allCases.map { state in
      RowTable.Column(state.rawValue) { .integer(sweeps[$0].counts[state] ?? 0) }
    }
    return RowTable(
      rows: sweeps.count,
      columns: [
        RowTable.Column("id") { .text(sweeps[$0].id.rawValue) },
        RowTable.Column("time") { .text(sweeps[$0].createdAt.rfc3339) },
        RowTable.Column("state") { .text(SweepEncoding.state(of: sweeps[$0])) },
        RowTable.Column("name") { Cell(summaries[$0]["name"]) },
        RowTable.Column("created_at") { .text(sweeps[$0].createdAt.rfc3339) },
        RowTable.Column("jobs") { .integer(sweeps[$0].total) },
      ] + counts + [
        RowTable.Column("varied") { Cell(summaries[$0]["varied"]) },
        RowTable.Column("labels") { Cell(summaries[$0]["labels"]) },
      ])
  }
}

/// A job with its result read.
private struct JobRow: Sendable {
  let job: Job
  let result: JSONValue?

  init(_ job: Job) throws {
    self.job = job
    result = try job.result.map { try JSONValue.parse($0) }
  }

  private typealias Cell = RowTable.Cell
  typealias Column = (name: String, cell: @Sendable (JobRow) -> RowTable.Cell)

  /// The columns, in order.
  static let columns: [Column] = standing + figures + ending

  private static let standing: [Column] = [
    ("id", { .text($0.job.id.rawValue) }),
    ("time", { .text($0.job.createdAt.rfc3339) }),
    ("state", { .text($0.job.state.rawValue) }),
    ("name", { Cell($0.job.name) }),
    ("scheme", { .text($0.job.scheme) }),
    ("step", { .integer($0.job.state == .succeeded ? $0.job.steps : $0.job.step) }),
    ("steps", { .integer($0.job.steps) }),
    ("attempt", { .integer($0.job.attempt) }),
    ("created_at", { .text($0.job.createdAt.rfc3339) }),
    ("started_at", { Cell($0.job.startedAt?.rfc3339) }),
    ("finished_at", { Cell($0.job.finishedAt?.rfc3339) }),
  ]

  private static let figures: [Column] = SweepTable.figures.map { figure in
    (figure.name, { Cell($0.result?[figure.pointer]) })
  }

  private static let ending: [Column] = [
    ("seconds", { Cell($0.result?["seconds"]) }),
    ("digest", { Cell($0.result?["digest"]) }),
    ("error", { Cell($0.job.error?.code) }),
    ("sweep", { Cell($0.job.sweep?.rawValue) }),
    ("stored_bytes", { .integer($0.job.storedBytes) }),
    ("labels", { .json(JobEncoding.labels(of: $0.job)) }),
  ]
}
