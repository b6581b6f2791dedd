public import HTTPCodec

/// What is told of a request that was answered, for logs. It holds no secret: neither fields nor
/// contents.
public struct RequestRecord: Sendable {
  /// The request's id, which its answer carries in `X-Request-Id`.
  public let id: String
  public let method: HTTPMethod
  /// The path as it was sent, without its query.
  public let path: String
  /// The route's pattern; nil where none was found.
  public let route: String?
  public let status: HTTPStatus
  /// The code of the problem that was answered; nil for a success.
  public let problem: String?
  /// From the request's last octet to its answer's first.
  public let duration: Duration
  /// Octets of the content, coded; 0 for a stream.
  public let bytes: Int
  /// The client's address.
  public let remoteAddress: String
  /// The id of the key; nil where none was needed, or none was good.
  public let key: String?
  /// Whose jobs the key opens.
  public let owner: String?
}

/// Is told of every answer, on the queue that sends it: it must not block.
public typealias RequestObserver = @Sendable (RequestRecord) -> Void
