package import HTTPCodec

/// What is told of a request that was answered, for logs. It holds no secret: neither fields nor
/// contents.
package struct RequestRecord: Sendable {
  /// The request's id, which its answer carries in `X-Request-Id`.
  package let id: String
  package let method: HTTPMethod
  /// The path as it was sent, without its query.
  package let path: String
  /// The route's pattern; nil where none was found.
  package let route: String?
  package let status: HTTPStatus
  /// The code of the problem that was answered; nil for a success.
  package let problem: String?
  /// From the request's last octet to its answer's first.
  package let duration: Duration
  /// Octets of the content, coded; 0 for a stream.
  package let bytes: Int
  /// The client's address.
  package let remoteAddress: String
  /// The id of the key; nil where none was needed, or none was good.
  package let key: String?
  /// Whose jobs the key opens.
  package let owner: String?

  package init(
    id: String, method: HTTPMethod, path: String, route: String?, status: HTTPStatus,
    problem: String?, duration: Duration, bytes: Int, remoteAddress: String, key: String?,
    owner: String?
  ) {
    self.id = id
    self.method = method
    self.path = path
    self.route = route
    self.status = status
    self.problem = problem
    self.duration = duration
    self.bytes = bytes
    self.remoteAddress = remoteAddress
    self.key = key
    self.owner = owner
  }
}

/// Is told of every answer, on the queue that sends it: it must not block.
package typealias RequestObserver = @Sendable (RequestRecord) -> Void
