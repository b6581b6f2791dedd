internal import ByteCoding
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

/// `GET /v1/sweeps/{id}/curves`: curves gathered over the seed, or over whatever varied.
struct SweepCurvesRoute: Sendable {
  let jobs: JobReader
  let answers: Answers

  /// Steps where nothing else is asked for.
  static let defaultPoints = 100
  static let points = 2...1000
  /// Metrics of one answer.
  static let mostMetrics = 8

  func curves(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let points = try request.query.integer("points", in: Self.points) ?? Self.defaultPoints
    let metrics = try Self.metrics(request.query)
    let sweep = try await jobs.sweep(request)
    let unmade = request.head(EntityTag(of: sweep, as: request.format)).conditional(
      on: request.http)
    if unmade.status == .notModified { return unmade }
    guard let content = try await jobs.queue.content(of: sweep.id) else {
      throw Problem.noSweep(sweep.id.rawValue)
    }
    let groups = try await answers.threads.run {
      try SweepGroups(try SweepTable(content), request.query)
    }
    try await check(metrics, in: groups)
    // Each group when its turn has come: a client that has left ends it between two.
    let format = request.format
    var parts: [PiecedContent.Part] =
      format.isTable
      ? []
      : [
        {
          Pieces(
            SweepEncoding.head(of: content.sweep, by: groups.by, over: groups.over)
              + [UInt8(ascii: "[")])
        }
      ]
    for (index, group) in groups.groups.enumerated() {
      parts.append {
        let curves = try await gather(group, metrics, points: points)
        guard format.isTable else {
          let comma: [UInt8] = index > 0 ? [UInt8(ascii: ",")] : []
          return Pieces(comma + curves.json(by: groups.by, group.values).serialized())
        }
        return curves.rows(by: groups.by, group.values).pieces(
          as: format,
          part: RowTable.Part(isFirst: index == 0, isLast: index == groups.groups.count - 1))
      }
    }
    if !format.isTable { parts.append { Pieces(Array("]}".utf8)) } }
    if parts.isEmpty { parts.append { RowTable(rows: 0, columns: []).pieces(as: format) } }
    return try await PiecedContent(parts: parts).answer(
      request.head(EntityTag(of: content.sweep, as: format)), on: answers.threads)
  }

  private static func metrics(_ query: CheckedQuery) throws(Problem) -> [String] {
    let names = query.names("metrics")
    guard names.count <= mostMetrics else {
      throw Problem.query(
        parameter: "metrics", code: "out_of_range", "Ask for at most \(mostMetrics) metrics.")
    }
    return names.isEmpty ? ["train_loss"] : names
  }

  /// Throws 400 where a job that has a result has no such curve. Once the answer has begun, nothing can
  /// be said against the question; other jobs may have recorded less, which then count for less.
  private func check(_ metrics: [String], in groups: SweepGroups) async throws {
    let ended = groups.groups.lazy.flatMap(\.rows).first { $0.state == .succeeded }
    guard let ended, let stored = try await curves(of: ended) else { return }
    let names = stored.names.dropFirst()
    guard let unknown = metrics.first(where: { !names.contains($0) }) else { return }
    throw UnknownCurve(name: unknown, names: Array(names))
  }

  /// The curves of a job with a result; nil for others, and where it was deleted meanwhile.
  private func curves(of row: SweepTable.Row) async throws -> StoredCurves? {
    guard row.state == .succeeded,
      let bytes = try await jobs.queue.artifact(ExperimentArtifact.curves, of: row.job)
    else { return nil }
    return try await answers.threads.run(over: bytes.count) { try StoredCurves(bytes) }
  }

  /// The curves of a group at some of the steps that its jobs have recorded, evenly spread.
  private func gather(
    _ group: SweepGroups.Group, _ metrics: [String], points: Int
  ) async throws -> GroupCurves {
    // The steps first, so that of each job no more numbers are kept than are shown.
    var recorded: Set<Int> = []
    for row in group.rows {
      if let stored = try await curves(of: row) { recorded.formUnion(stored.steps) }
    }
    let all = recorded.sorted()
    let steps = CurveDownsampling.rows(of: all.map { Double($0) }, limit: points).map { all[$0] }
    let shown = Set(steps)
    var runs: [GroupCurves.Run] = []
    for row in group.rows {
      guard let stored = try await curves(of: row) else { continue }
      runs.append(
        try await answers.threads.run {
          try GroupCurves.Run(stored, metrics: metrics, steps: shown)
        })
    }
    return try await answers.threads.run { [runs] in
      GroupCurves(runs, metrics: metrics, steps: steps)
    }
  }
}
