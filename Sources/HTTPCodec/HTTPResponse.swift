/// A response: what a handler decides. Framing fields (`Content-Length`, `Transfer-Encoding`) are
/// the serialiser's.
public struct HTTPResponse: Sendable {
  /// The status.
  public var status: HTTPStatus
  /// The fields; `Connection: close` among them closes the connection after the answer.
  public var headers: HTTPFields
  /// The content; for HEAD give what GET would have: it is counted and dropped.
  public var body: [UInt8]

  /// A response of `status` with `headers` and `body`.
  public init(status: HTTPStatus, headers: HTTPFields = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
