internal import HTTPCodec
internal import StrictJSON
internal import WebRouting

extension Problem {
  /// A problem of this service.
  init(
    _ kind: ServiceProblem, _ detail: String, errors: [JSONObject] = [], members: Members = [:],
    headers: HTTPFields = [:]
  ) {
    self.init(of: kind, detail, errors: errors, members: members, headers: headers)
  }
}
