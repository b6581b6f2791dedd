internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// Server-sent events of many jobs: `GET /v1/events` of all that the caller sees, and
/// `GET /v1/sweeps/{id}/events` of a sweep as a whole.
struct FeedRoute: Sendable {
  let jobs: JobReader
  let streaming: EventStreaming

  /// Seconds after which a stream may be asked to end.
  static let seconds = 1...3600

  func events(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let seconds = try request.query.integer("seconds", in: Self.seconds)
    let since = try EventStreaming.position(of: request, in: "stream") { text in
      // Milliseconds have no more digits.
      text.utf8.count <= 15
        ? plainInteger(text).map { Timestamp(milliseconds: Int64($0)) } : nil
    }
    return stream(request, JobFeedStream(route: self, request: request, since: since), seconds)
  }

  func sweepEvents(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let sweep = try await jobs.sweep(request)
    // Clients connect anew when a stream ends; 204 tells one that has seen the end to stop.
    let seen = request.http.headers["last-event-id"]
    if sweep.isFinished, seen == SweepEventStream.id(of: sweep) {
      return HTTPResponse(status: .noContent)
    }
    return stream(request, SweepEventStream(route: self, request: request, sweep: sweep.id), nil)
  }

  /// 200 with what `events` writes until the seconds are over.
  private func stream(
    _ request: APIRequest, _ events: some FeedStream, _ seconds: Int?
  ) -> HTTPResponse {
    streaming.response(to: request) { [self] writer in
      try await jobs.queue.watchingAll { feed in
        // Whoever has read this misses no later change.
        try await writer.write(EventStreaming.opening)
        let end = seconds.map { streaming.access.time.monotonic() + .seconds($0) }
        try await events.run(FeedTurns(route: self, request: request, feed: feed, end: end), writer)
      }
    }
  }
}

/// What writes the events of a stream over a feed.
protocol FeedStream: Sendable {
  func run(_ turns: FeedTurns, _ writer: any HTTPBodyWriter) async throws
}

/// The waits of a stream between what it writes.
struct FeedTurns: Sendable {
  let route: FeedRoute
  let request: APIRequest
  let feed: JobFeed
  /// When it is to end, on the monotonic clock.
  let end: Duration?

  /// Returns at the next change, false where the stream is to end; see `EventStreaming.waitForChange`.
  func next(_ writer: any HTTPBodyWriter) async throws -> Bool {
    try await route.streaming.waitForChange(request.caller, until: end, writer) { [feed] in
      try await feed.changed()
    }
  }

  /// Lets changes that come together melt into one.
  func pause() async throws { try await route.streaming.access.time.sleep(.milliseconds(100)) }
}
