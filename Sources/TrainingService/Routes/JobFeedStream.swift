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
/// was started anew. Where processes share the store it is no later than the moment up to which all is told:
/// a commit that takes long comes after others with later moments. Of events that are told together all but
/// the last have the id of the one before: who has seen it has not seen them all. Changes that come faster
/// than the client reads melt into one event.
struct JobFeedStream: FeedStream {
  let route: FeedRoute
  let request: APIRequest
  /// What the client has seen already; nil for one that begins.
  let since: Timestamp?

  /// Writes that ended together may be told in another order than their moments have: so far before the
  /// last one a resumed stream begins.
  private static let overlap: Int64 = 2000
  /// The longest that a commit of a shared store may have taken that was under way when a stream began, and
  /// of which no look knows when it began: a minute, in which calls of the store end.
  private static let longestCommit: Int64 = 60_000

  func run(_ turns: FeedTurns, _ writer: any HTTPBodyWriter) async throws {
    let now = route.streaming.access.time.now()
    var position = Position(
      since ?? now.earlier(by: turns.feed.isShared ? Self.longestCommit : 0),
      isBounded: turns.feed.isShared)
    var told = ToldJobs()
    if let since {
      let missed = try await route.jobs.queue.changes(
        since: since.earlier(by: Self.overlap),
        of: route.jobs.owner(request.caller), limit: JobFeed.most + 1)
      try await write(
        missed.count > JobFeed.most ? nil : missed, &position, &told, writer)
    }
    while try await turns.next(writer) {
      try await turns.pause()
      position.settledUntil = turns.feed.settledUntil
      try await write(turns.feed.take(), &position, &told, writer)
    }
  }

  /// Where a client stands that has seen an event.
  private struct Position {
    /// What was told, and all before it.
    private(set) var safe: Timestamp
    /// The latest moment that was told.
    private var latest: Timestamp
    private let isBounded: Bool
    /// See `JobFeed.settledUntil`.
    var settledUntil: Timestamp?

    init(_ moment: Timestamp, isBounded: Bool) {
      (safe, latest) = (moment, moment)
      self.isBounded = isBounded
    }

    mutating func tell(_ moments: [Timestamp?]) {
      latest = moments.compactMap(\.self).reduce(latest, max)
    }

    var text: String { String(safe.milliseconds) }

    /// All that was to be told is told, the event that is written next included.
    mutating func settle() {
      safe = max(safe, isBounded ? min(latest, settledUntil ?? safe) : latest)
    }
  }

  private func write(
    _ ids: [JobID]?, _ position: inout Position, _ told: inout ToldJobs,
    _ writer: any HTTPBodyWriter
  ) async throws {
    guard let ids else {
      told = ToldJobs()
      position.tell([route.streaming.access.time.now()])
      position.settle()
      return try await writer.write(
        EventStreaming.event("reset", position.text, ["list": "/v1/jobs"]))
    }
    let owner = route.jobs.owner(request.caller)
    for (place, id) in ids.enumerated() {
      // One that is deleted, or another's, is not told of.
      guard let job = try await route.jobs.queue.job(id), owner == nil || job.owner == owner else {
        told.forget(id)
        continue
      }
      guard let isProgress = told.tell(job) else { continue }
      position.tell([job.createdAt, job.startedAt, job.finishedAt])
      if place == ids.count - 1 { position.settle() }
      try await writer.write(
        EventStreaming.event(
          isProgress ? "progress" : "state", position.text, Self.data(job, isProgress)))
    }
    position.settle()
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

extension Timestamp {
  fileprivate func earlier(by milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: self.milliseconds - milliseconds)
  }
}
