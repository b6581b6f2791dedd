internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// Server-sent events of many jobs: `GET /v1/events` of all that the caller sees, and
/// `GET /v1/sweeps/{id}/events` of a sweep as a whole.
struct FeedRoute: Sendable {
  let jobs: JobReader
  let access: CallerAccess
  /// How often a quiet stream of events shows that it lives.
  let heartbeat: Duration
  let streams: OpenStreams
  /// Is told of errors that end a stream.
  let faults: RequestFaultObserver

  /// Seconds after which a stream may be asked to end.
  static let seconds = 1...3600

  func events(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let seconds = try request.query.integer("seconds", in: Self.seconds)
    var since: Timestamp?
    if let text = request.http.headers["last-event-id"], !text.isEmpty {
      guard text.utf8.count <= 15, let milliseconds = plainInteger(text) else {
        throw Problem(
          .invalidHeader, "Send Last-Event-ID as it stood in the id of an event of this stream.",
          members: ["header": "Last-Event-ID"])
      }
      since = Timestamp(milliseconds: Int64(milliseconds))
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

  /// 200 with what `events` writes, until the client leaves or is not let in any more, the service ends,
  /// or the seconds are over.
  private func stream(
    _ request: APIRequest, _ events: some FeedStream, _ seconds: Int?
  ) -> HTTPResponse {
    var response = request.head()
    response.headers["Cache-Control"] = "no-store"
    // Proxies that gather an answer before they pass it on would hold events back.
    response.headers["X-Accel-Buffering"] = "no"
    response.stream = { [self] writer in
      await streams.counting {
        do {
          try await jobs.queue.watchingAll { feed in
            // Whoever has read this misses no later change.
            try await writer.write(Array("retry: 2000\n\n".utf8))
            let end = seconds.map { access.time.monotonic() + .seconds($0) }
            try await events.run(
              FeedTurns(route: self, request: request, feed: feed, end: end), writer)
          }
        } catch is HTTPStreamClosed {
        } catch is CancellationError {
        } catch is Problem {
          // The head is sent: the client connects anew and is told then.
        } catch {
          faults(RequestFault(id: request.id, path: request.http.path, error))
        }
      }
    }
    return response
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

  /// Returns at the next change, false where the stream is to end; meanwhile shows that it lives. Throws
  /// `Problem` within `CallerAccess.interval` of the moment from which its client would not be let in.
  func next(_ writer: any HTTPBodyWriter) async throws -> Bool {
    var silence = Duration.zero
    while true {
      try route.access.checkAdmission(of: request.caller)
      var turn = min(route.heartbeat - silence, CallerAccess.interval)
      if let end {
        let left = end - route.access.time.monotonic()
        guard left > .zero else { return false }
        turn = min(turn, left)
      }
      let change: Void? = try await withTimeout(turn, sleep: route.access.time.sleep) {
        try await feed.changed()
      }
      if change != nil { return true }
      silence += turn
      guard silence >= route.heartbeat else { continue }
      silence = .zero
      try await writer.write(Array(": still here\n\n".utf8))
    }
  }

  /// Lets changes that come together melt into one.
  func pause() async throws { try await route.access.time.sleep(.milliseconds(100)) }

  /// One event; `data` is JSON on one line.
  static func event(_ name: String, _ id: String, _ data: JSONValue) -> [UInt8] {
    Array("event: \(name)\nid: \(id)\ndata: ".utf8) + data.serialized() + Array("\n\n".utf8)
  }
}
