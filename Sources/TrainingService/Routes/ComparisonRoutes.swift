internal import ByteCoding
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// What is asked of several finished jobs at once.
struct ComparisonRoutes: Sendable {
  let recordings: RecordingReader
  let analyses: AnalysisQueue

  static let mostCompared = 8
  static let mostCurves = 100

  func curves(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let picture = try CurvePicture(request)
    let query = try CurveQuery(request.query, as: request.format)
    let selection = query.selection
    let jobs = try await jobs(request, 1...Self.mostCurves)
    // What follows from jobs that have ended alone: the tag needs no content.
    let head = request.head(EntityTag(of: jobs, as: request.format))
    let unmade = head.conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    if let picture {
      return try await content(picture, of: jobs).answer(head, on: recordings.answers.threads)
    }
    if request.format.isTable {
      return try await rows(of: jobs, query, as: request.format)
        .answer(head, on: recordings.answers.threads)
    }
    if selection.metrics != nil {
      // Once the answer has begun, nothing can be said against the question.
      for job in jobs { _ = try await recordings.curves(of: job, selection) }
    }
    var parts: [PiecedContent.Part] = [{ Pieces(Array(#"{"items":["#.utf8)) }]
    for (index, job) in jobs.enumerated() {
      parts.append {
        let (table, total) = try await recordings.curves(of: job, selection)
        var item = SplicedObject()
        item.member("id", .string(job.id.rawValue))
        item.member("name", job.name.map(JSONValue.string) ?? .null)
        item.beginMember("curves")
        let start = (index > 0 ? [UInt8(ascii: ",")] : []) + item.unfinished
        return CurveEncoding.pieces(table, totalPoints: total).between(start, [UInt8(ascii: "}")])
      }
    }
    parts.append { Pieces(Array("]}".utf8)) }
    return try await PiecedContent(parts: parts).answer(head, on: recordings.answers.threads)
  }

  /// Curves of several jobs as a picture. A client that has left ends it between two jobs.
  private func content(_ picture: CurvePicture, of jobs: [Job]) async throws -> [UInt8] {
    var sources: [CurvePicture.Source] = []
    for job in jobs {
      try Task.checkCancellation()
      let bytes = try await recordings.jobs.artifact(ExperimentArtifact.curves, of: job)
      sources.append(
        try await recordings.answers.threads.run(over: bytes.count) {
          try picture.source(job.title, from: bytes)
        })
    }
    return try await recordings.answers.threads.run { [sources] in try picture.svg(sources) }
  }

  func compare(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let shown = try request.query.choice("table", of: Table.self) ?? .runs
    let (ids, cost) = try await comparison(request)
    let body = try await analyses.run(
      AnalysisRequest(
        key: "compare \(ids.map(\.rawValue).joined(separator: " "))",
        owner: request.caller.owner, cost: cost)
    ) {
      RunComparison(
        trainings: try ids.map { ($0.rawValue, try recordings.training(of: $0)) }
      ).json().serialized()
    }
    guard request.format.isTable else {
      return try await recordings.answers.tagged(body, for: request)
    }
    let rows = shown == .runs ? AnalysisRows.runs : AnalysisRows.representations
    return try await recordings.answers.tagged(
      recordings.answers.rows(rows, of: body, request.format), for: request)
  }

  /// What the rows of a comparison are of.
  private enum Table: String, CaseIterable {
    case runs, representations
  }
}

extension ComparisonRoutes {
  /// The curves of several jobs as one table, which has the columns of all of them: those of one job
  /// after those of another, each fetched when its turn has come.
  private func rows(
    of jobs: [Job], _ query: CurveQuery, as format: MediaFormat
  ) async throws -> PiecedContent {
    // From here on too: once the answer has begun, nothing can be said against the question.
    var names: [String] = []
    for job in jobs {
      names += try await rows(of: job, query).names.filter { !names.contains($0) }
    }
    return PiecedContent(
      parts: jobs.enumerated().map { [names] index, job in
        {
          try await rows(of: job, query).arranged(as: names).pieces(
            as: format,
            part: RowTable.Part(isFirst: index == 0, isLast: index == jobs.count - 1))
        }
      })
  }

  private func rows(of job: Job, _ query: CurveQuery) async throws -> RowTable {
    let bytes = try await recordings.jobs.artifact(ExperimentArtifact.curves, of: job)
    return try await recordings.answers.threads.run(over: bytes.count) {
      let clock = query.showsTime ? try RecordingClock(job, curves: bytes) : nil
      var table = try query.selection.table(from: bytes).0.rows(clock: clock)
      table.columns =
        [
          RowTable.Column("job") { _ in .text(job.id.rawValue) },
          RowTable.Column("name") { _ in RowTable.Cell(job.name) },
        ] + table.columns
      return table
    }
  }

  /// The jobs to compare, and what that would cost; throws 422 where one is not modelled.
  private func comparison(_ request: APIRequest) async throws -> ([JobID], Double) {
    let jobs = try await jobs(request, 2...Self.mostCompared)
    var specs: [TrainingSpec] = []
    for job in jobs {
      let spec = try await recordings.datasets.outline(of: job)
      try spec.requireModelled()
      specs.append(spec)
    }
    return (jobs.map(\.id), AnalysisCost.comparison(specs))
  }

  /// The succeeded jobs that `?jobs=` names, each once, in that order.
  ///
  /// Throws 400 for too few, too many and what is no id, and what `checkResult` throws for jobs
  /// without a result.
  private func jobs(
    _ request: APIRequest, _ range: ClosedRange<Int>
  ) async throws -> [Job] {
    let names = request.query.names("jobs")
    guard range.contains(names.count) else {
      throw Problem.query(
        parameter: "jobs", code: "out_of_range",
        "jobs must name \(range.lowerBound) to \(range.upperBound) different jobs, separated by"
          + " commas.")
    }
    var jobs: [Job] = []
    for name in names {
      let job = try await recordings.jobs.job(JobReader.jobID(name), of: request.caller)
      try JobReader.checkResult(of: job)
      jobs.append(job)
    }
    return jobs
  }
}
