internal import HTTPCodec

/// A request on its way to its answer: what the log and the metrics are told at the end.
struct Exchange: Sendable {
  let request: HTTPRequest
  let id: String
  /// When the request was complete.
  let start: Duration
  var route: Route?
  var caller: Caller?

  /// The record of `response`, sent at `now`.
  func record(of response: HTTPResponse, problem: String?, at now: Duration) -> RequestRecord {
    RequestRecord(
      id: id, method: request.method, path: request.path, route: route?.pattern.description,
      status: response.status, problem: problem, duration: now - start, bytes: response.body.count,
      remoteAddress: request.remoteAddress, key: caller?.key, owner: caller?.owner)
  }
}

extension HTTPResponse {
  /// This answer with the fields that every answer of `route` has; nil for those of no route.
  func completed(for route: Route?) -> HTTPResponse {
    var response = self
    // Nothing may be used again without asking: a job can be deleted, and an unfinished one
    // changes.
    if headers["Cache-Control"] == nil { response.headers.append("Cache-Control", "no-cache") }
    if let route, !route.formats.isEmpty {
      response.headers.append(
        "Vary", route.formats.count > 1 ? "Accept, Accept-Encoding" : "Accept-Encoding")
    }
    SecurityFields.add(to: &response.headers)
    return response
  }
}

/// Fields of every answer.
enum SecurityFields {
  /// What is served is data: no browser is to run, frame or guess it, and no page of another origin
  /// is to embed it.
  static func add(to headers: inout HTTPFields) {
    headers.append("X-Content-Type-Options", "nosniff")
    headers.append("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    headers.append("Cross-Origin-Resource-Policy", "same-origin")
    headers.append("Referrer-Policy", "no-referrer")
  }
}
