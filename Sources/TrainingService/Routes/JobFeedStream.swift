internal import HTTPCodec
internal import Jobs
internal import StrictJSON

/// The events of all jobs that a caller sees.
///
/// - `state`: a job's state, when it was handed in and whenever that changes.
/// - `progress`: the steps that a running job has done.
/// - `reset`: more has changed than is told; the client reads the list anew.
///
/// The id of an event is the latest moment, in milliseconds on the store's clock, at which a job that was
/// told of began or ended: it names no state of this process, so that a stream goes on after the service
/// was started anew. Changes that come faster than the client reads melt into one event.
struct JobFeedStream: FeedStream {
  let route: FeedRoute
  let request: APIRequest
  /// What the client has seen already; nil for one that begins.
  let since: Timestamp?

  /// Writes that ended together may be told in another order than their moments have: so far before the
  /// last one a resumed stream begins.
  private static let overlap: Int64 = 2000

  func run(_ turns: FeedTurns, _ writer: any HTTPBodyWriter) async throws {
    var position = since ?? route.streaming.access.time.now()
    var told = ToldJobs()
    if let since {
      let missed = try await route.jobs.queue.changes(
        since: Timestamp(milliseconds: since.milliseconds - Self.overlap),
        of: route.jobs.owner(request.caller), limit: JobFeed.most + 1)
      try await write(
        missed.count > JobFeed.most ? nil : missed, &position, &told, writer)
    }
    while try await turns.next(writer) {
      try await turns.pause()
      try await write(turns.feed.take(), &position, &told, writer)
    }
  }

  private func write(
    _ ids: [JobID]?, _ position: inout Timestamp, _ told: inout ToldJobs,
    _ writer: any HTTPBodyWriter
  ) async throws {
    guard let ids else {
      told = ToldJobs()
      position = max(position, route.streaming.access.time.now())
      return try await writer.write(
        EventStreaming.event("reset", String(position.milliseconds), ["list": "/v1/jobs"]))
    }
    let owner = route.jobs.owner(request.caller)
    for id in ids {
      // One that is deleted, or another's, is not told of.
      guard let job = try await route.jobs.queue.job(id), owner == nil || job.owner == owner else {
        told.forget(id)
        continue
      }
      guard let isProgress = told.tell(job) else { continue }
      position = [job.createdAt, job.startedAt, job.finishedAt].compactMap(\.self).reduce(
        position, max)
      try await writer.write(
        EventStreaming.event(
          isProgress ? "progress" : "state", String(position.milliseconds),
          Self.data(job, isProgress)))
    }
  }

  private static func data(_ job: Job, _ isProgress: Bool) -> JSONValue {
    var data: JSONObject = ["job": .string(job.id.rawValue)]
    if !isProgress {
      data["state"] = .string(job.state.rawValue)
      data["attempt"] = .number(JSONNumber(job.attempt))
      data["cancel_requested"] = .bool(job.cancelRequested)
      data["name"] = job.name.map(JSONValue.string) ?? .null
      data["sweep"] = job.sweep.map { .string($0.rawValue) } ?? .null
    }
    data["step"] = .number(JSONNumber(job.state == .succeeded ? job.steps : job.step))
    data["steps"] = .number(JSONNumber(job.steps))
    return .object(data)
  }
}
