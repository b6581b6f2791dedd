internal import HTTPCodec
internal import Jobs
internal import StrictJSON

/// The events of one sweep: `sweep` with how many of its jobs are in each state, at first and whenever
/// that changes, the last one when all have ended.
struct SweepEventStream: FeedStream {
  let route: FeedRoute
  let request: APIRequest
  let sweep: SweepID

  /// The id of an event that tells where a sweep stands.
  static func id(of sweep: Sweep) -> String { "\(sweep.total)-\(sweep.revision)" }

  func run(_ turns: FeedTurns, _ writer: any HTTPBodyWriter) async throws {
    var seen = request.http.headers["last-event-id"]
    while let sweep = try await route.jobs.queue.sweep(sweep) {
      let id = Self.id(of: sweep)
      if id != seen {
        let counts = JobState.allCases.map { state in
          (state.rawValue, JSONValue.number(JSONNumber(sweep.counts[state] ?? 0)))
        }
        let jobs = JSONObject(unique: [("total", .number(JSONNumber(sweep.total)))] + counts)
        try await writer.write(
          EventStreaming.event(
            "sweep", id,
            ["state": .string(SweepEncoding.state(of: sweep)), "jobs": .object(jobs)]))
        seen = id
      }
      if sweep.isFinished { return }
      // Changes of other jobs wake it too: it looks at most ten times a second.
      guard try await turns.next(writer) else { return }
      try await turns.pause()
      _ = turns.feed.take()
    }
  }
}
