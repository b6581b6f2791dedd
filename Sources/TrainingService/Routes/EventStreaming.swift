internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// What all streams of server-sent events share (WHATWG HTML, section 9.2): how they are answered, how
/// they show that they live, and when they end for a client that is not let in any more.
struct EventStreaming: Sendable {
  let access: CallerAccess
  /// How often a quiet stream of events shows that it lives.
  let heartbeat: Duration
  let streams: OpenStreams
  /// Is told of errors that end a stream.
  let faults: RequestFaultObserver

  /// The first bytes of a stream: how long a client should wait before it connects anew, in
  /// milliseconds.
  static let opening = Array("retry: 2000\n\n".utf8)

  /// 200 with what `write` writes, until that returns, the client leaves or is not let in any more, or
  /// the service ends.
  func response(
    to request: APIRequest, _ write: @escaping @Sendable (any HTTPBodyWriter) async throws -> Void
  ) -> HTTPResponse {
    var response = request.head()
    response.headers["Cache-Control"] = "no-store"
    // Proxies that gather an answer before they pass it on would hold events back.
    response.headers["X-Accel-Buffering"] = "no"
    response.stream = { [streams, faults] writer in
      await streams.counting {
        do {
          try await write(writer)
        } catch is HTTPStreamClosed {
        } catch is CancellationError {
        } catch is Problem {
          // The head is sent: nothing can be told any more. The client connects anew and is told then.
        } catch {
          faults(RequestFault(id: request.id, path: request.http.path, error))
        }
      }
    }
    return response
  }

  /// Returns at the next change, false where `end`, on the monotonic clock, comes first; meanwhile shows
  /// that the stream lives. Throws `Problem` within `CallerAccess.interval` of the moment from which its
  /// client would not be let in.
  func waitForChange(
    _ caller: Caller, until end: Duration? = nil, _ writer: any HTTPBodyWriter,
    change: @escaping @Sendable () async throws -> Void
  ) async throws -> Bool {
    var silence = Duration.zero
    while true {
      try access.checkAdmission(of: caller)
      var turn = min(heartbeat - silence, CallerAccess.interval)
      if let end {
        let left = end - access.time.monotonic()
        guard left > .zero else { return false }
        turn = min(turn, left)
      }
      let changed: Void? = try await withTimeout(turn, sleep: access.time.sleep, operation: change)
      if changed != nil { return true }
      silence += turn
      guard silence >= heartbeat else { continue }
      silence = .zero
      try await writer.write(Array(": still here\n\n".utf8))
    }
  }

  /// One event; `data` is JSON on one line.
  static func event(_ name: String, _ id: String, _ data: [UInt8]) -> [UInt8] {
    Array("event: \(name)\nid: \(id)\ndata: ".utf8) + data + Array("\n\n".utf8)
  }

  static func event(_ name: String, _ id: String, _ data: JSONValue) -> [UInt8] {
    event(name, id, data.serialized())
  }

  /// What `read` makes of the id of the last event that the client has seen; nil where it has seen none.
  ///
  /// - Parameter subject: what the events are of, for the refusal of an id that is none.
  static func position<Position>(
    of request: APIRequest, in subject: String, _ read: (String) -> Position?
  ) throws(Problem) -> Position? {
    guard let text = request.http.headers["last-event-id"], !text.isEmpty else { return nil }
    guard let position = read(text) else {
      throw Problem(
        .invalidHeader, "Send Last-Event-ID as it stood in the id of an event of this \(subject).",
        members: ["header": "Last-Event-ID"])
    }
    return position
  }
}
