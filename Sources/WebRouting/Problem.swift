package import HTTPCodec
package import StrictJSON

/// An error as the client sees it: `application/problem+json` of RFC 9457.
///
/// Every problem has `type`, `title`, `status`, `detail`, `instance` (the request's target) and
/// `errors` (empty where there is only one thing wrong, which `detail` then tells); some kinds add
/// members of their own, such as the `state` of a job.
package struct Problem: Error, Sendable {
  /// Members of the problem's object.
  package typealias Members = JSONObject

  /// The problem's media type.
  static let mediaType = "application/problem+json"

  /// The last part of `type`, for programs to match.
  package let code: String
  package let status: HTTPStatus
  package let title: String
  /// What happened this time and what to change.
  package let detail: String
  /// The single faults: objects with `code` and `detail`, and where they belong to something its
  /// `pointer` or `parameter`.
  package var errors: [JSONObject]
  /// Members beyond those of RFC 9457.
  package var members: Members
  /// Fields of the answer, such as `Allow` and `Retry-After`.
  package var headers: HTTPFields

  /// A problem of any service.
  package init(
    _ kind: WebProblem, _ detail: String, errors: [JSONObject] = [], members: Members = [:],
    headers: HTTPFields = [:]
  ) {
    self.init(of: kind, detail, errors: errors, members: members, headers: headers)
  }

  /// A problem of a catalogue.
  package init(
    of kind: some ProblemKind, _ detail: String, errors: [JSONObject] = [], members: Members = [:],
    headers: HTTPFields = [:]
  ) {
    self.init(
      code: kind.rawValue, status: kind.status, title: kind.title, detail: detail, errors: errors,
      members: members, headers: headers)
  }

  /// A problem that stands in no catalogue.
  init(
    code: String, status: HTTPStatus, title: String, detail: String, errors: [JSONObject] = [],
    members: Members = [:], headers: HTTPFields = [:]
  ) {
    self.code = code
    self.status = status
    self.title = title
    self.detail = detail
    self.errors = errors
    self.members = members
    self.headers = headers
  }

  /// What is noted of a request whose client left before it was answered; nobody reads it. The status
  /// is the one that logs of other servers have for this, and no one's answer.
  package static let clientLeft = Problem(
    code: "client_left", status: HTTPStatus(499), title: "The client has left",
    detail: "The client closed its connection before the answer was made.")

  /// The URI reference that names the kind of problem, and leads to its explanation at this service.
  package var type: String { Self.type(named: code) }

  /// The type of the problems of a code.
  package static func type(named code: String) -> String { "/problems/\(code)" }

  /// The answer; `instance` is the request's target, where a request was understood.
  package func response(instance: String?) -> HTTPResponse {
    var writer = JSONWriter()
    writer.object {
      $0.member("type", .string(type))
      $0.member("title", .string(title))
      $0.member("status", .number(JSONNumber(status.code)))
      $0.member("detail", .string(detail))
      if let instance { $0.member("instance", .string(instance)) }
      $0.member("errors", .array(errors.map(JSONValue.object)))
      for (key, value) in members { $0.member(key, value) }
    }
    var headers = headers
    headers["Content-Type"] = Self.mediaType
    headers["Cache-Control"] = "no-store"
    return HTTPResponse(status: status, headers: headers, body: writer.bytes)
  }
}
