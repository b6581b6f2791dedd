internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

/// The events of one job, from a position to its end or the client's.
///
/// - `state`: the job's state, at first and whenever it changes; the last event tells how it ended.
/// - `progress`: the steps done.
/// - `points`: the rows recorded since the last ones, as columns.
///
/// Changes that come faster than the client reads melt into one event, so a slow client costs no
/// more memory than a quick one.
struct JobEventStream: Sendable {
  let route: EventRoute
  /// The request that it answers.
  let request: APIRequest
  let job: JobID
  /// What the client has seen already.
  let position: EventPosition

  /// Columns that are known only at the end, or follow from others.
  private static let leftOut: Set<String> = ["epoch", "seconds"]

  /// Writes until the job has ended.
  func run(_ writer: any HTTPBodyWriter) async throws {
    try await route.jobs.queue.watching(job) { changes in
      try await writer.write(EventStreaming.opening)
      try await follow(changes, writer)
    }
  }

  private func follow(_ changes: JobWatch.Subscription, _ writer: any HTTPBodyWriter) async throws {
    var seen = position
    var told: (state: JobState, attempt: Int)?
    while let job = try await route.jobs.queue.job(job) {
      var text = try await points(of: job, &seen)
      if job.revision > seen.revision {
        seen.revision = job.revision
        let isSame = told.map { $0 == (job.state, job.attempt) } ?? false
        text += isSame ? progress(job, seen) : stateEvent(job, seen)
        told = (job.state, job.attempt)
      }
      try await writer.write(text)
      if job.state.isTerminal { return }
      _ = try await route.streaming.waitForChange(request.caller, writer) {
        try await changes.changed()
      }
    }
  }

  private func stateEvent(_ job: Job, _ seen: EventPosition) -> [UInt8] {
    EventStreaming.event(
      "state", seen.description,
      [
        "state": .string(job.state.rawValue), "attempt": .number(JSONNumber(job.attempt)),
        "cancel_requested": .bool(job.cancelRequested),
        "step": .number(JSONNumber(job.state == .succeeded ? job.steps : job.step)),
        "steps": .number(JSONNumber(job.steps)),
      ])
  }

  private func progress(_ job: Job, _ seen: EventPosition) -> [UInt8] {
    EventStreaming.event(
      "progress", seen.description,
      ["step": .number(JSONNumber(job.step)), "steps": .number(JSONNumber(job.steps))])
  }

  /// The points that `seen` lacks, which it then has; nothing where there are none.
  private func points(of job: Job, _ seen: inout EventPosition) async throws -> [UInt8] {
    let first = seen.points
    let (data, count): ([UInt8], Int)
    switch job.state {
    case .queued, .failed, .cancelled: return []
    case .running:
      let points = Array(try await route.live.points(of: job.id, from: first))
      // A number takes some 20 bytes as text.
      (data, count) = try await route.answers.threads.run(over: 200 * points.count) {
        let table = CurveTable(
          points, epochs: { _ in 0 }, seconds: Array(repeating: 0, count: points.count))
        return Self.data(table, after: first)
      }
    case .succeeded:
      let bytes = try await route.jobs.artifact(ExperimentArtifact.curves, of: job)
      (data, count) = try await route.answers.threads.run(over: bytes.count) {
        let whole = try CurveTable(bytes: bytes)
        let rows = Array(min(first, whole.steps.count)..<whole.steps.count)
        return Self.data(whole.selecting(rows: rows, columns: whole.names), after: first)
      }
    }
    guard count > 0 else { return [] }
    seen.points += count
    return EventStreaming.event("points", seen.description, data)
  }

  /// What an event tells of a table, and its rows.
  private static func data(_ table: CurveTable, after first: Int) -> ([UInt8], rows: Int) {
    let shown = table.selecting(
      rows: Array(table.steps.indices), columns: table.names.filter { !leftOut.contains($0) })
    let count = table.steps.count
    return (CurveEncoding.json(shown, totalPoints: first + count), count)
  }
}
