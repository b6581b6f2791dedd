internal import HTTPCodec
internal import WebRouting

/// A request on its way to its answer: what the log and the metrics are told at the end.
struct Exchange: Sendable {
  var request: HTTPRequest
  let id: String
  /// When the request was complete.
  var start: Duration
  var route: ServiceRoute?
  var caller: Caller?

  /// Whether the client let `response` wait for a job, by `?wait=` or `Prefer: wait`.
  func isHeld(_ response: HTTPResponse) -> Bool {
    guard response.status.code < 400, let route else { return false }
    if response.headers["Preference-Applied"] != nil { return true }
    return route.parameters.contains { $0.name == "wait" }
      && !["", "0"].contains(request.query["wait"] ?? "")
  }

  /// The record of `response`, sent at `now`.
  func record(of response: HTTPResponse, problem: String?, at now: Duration) -> RequestRecord {
    RequestRecord(
      id: id, method: request.method, path: request.path, route: route?.pattern.description,
      status: response.status, problem: problem, duration: now - start, bytes: response.body.count,
      remoteAddress: request.remoteAddress, key: caller?.key, owner: caller?.owner)
  }
}
