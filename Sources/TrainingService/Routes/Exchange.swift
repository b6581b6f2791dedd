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

  /// The record of `response`, sent at `now`.
  func record(of response: HTTPResponse, problem: String?, at now: Duration) -> RequestRecord {
    RequestRecord(
      id: id, method: request.method, path: request.path, route: route?.pattern.description,
      status: response.status, problem: problem, duration: now - start, bytes: response.body.count,
      remoteAddress: request.remoteAddress, key: caller?.key, owner: caller?.owner)
  }
}
