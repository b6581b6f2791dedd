internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// `GET /v1/jobs/{id}/events`: a job's life as server-sent events (WHATWG HTML, section 9.2).
struct EventRoute: Sendable {
  let jobs: JobReader
  let live: any LiveReadings
  let answers: Answers
  let streaming: EventStreaming

  func events(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let seen = try EventStreaming.position(of: request, in: "job") { EventPosition($0) }
    let job = try await jobs.job(request)
    // Clients connect anew when a stream ends; 204 tells one that has seen the end to stop.
    if job.state.isTerminal, let seen, seen.revision >= job.revision {
      return HTTPResponse(status: .noContent)
    }
    let events = JobEventStream(
      route: self, request: request, job: job.id, position: seen ?? .start)
    return streaming.response(to: request) { try await events.run($0) }
  }
}

/// What a client has seen of a job after an event: the id of that event.
///
/// It names no state of this process, so that a stream goes on after the service was started anew:
/// a job that trains again records the same points.
struct EventPosition: Sendable, Equatable, CustomStringConvertible {
  /// The job's revision.
  var revision: Int
  /// Points.
  var points: Int

  static let start = EventPosition(revision: 0, points: 0)

  init(revision: Int, points: Int) {
    self.revision = revision
    self.points = points
  }

  /// Reads `description` back; nil for anything else.
  init?(_ text: String) {
    // Two numbers have no more digits; a field may be as long as all fields together.
    guard text.utf8.count <= 40 else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let revision = plainInteger(parts[0]),
      let points = plainInteger(parts[1])
    else { return nil }
    self.init(revision: revision, points: points)
  }

  var description: String { "\(revision)-\(points)" }
}
