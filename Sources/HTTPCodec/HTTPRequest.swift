/// A request as the parser hands it over: complete, and within every limit.
public struct HTTPRequest: Sendable {
  /// The method.
  public var method: HTTPMethod
  /// The request target as it was sent.
  public var target: String
  /// The target's path as it was sent; "*" for `OPTIONS *`.
  public var path: String
  /// The path's segments, percent-decoded: none for "/", and a last empty one after a closing "/".
  public var pathSegments: [String]
  /// The target's query, decoded.
  public var query: HTTPQuery
  /// The header fields in order.
  public var headers: HTTPFields
  /// The content, without its framing; empty where it is ``stored``.
  public var body: [UInt8]
  /// The content, where the server keeps it outside of memory.
  public var stored: (any HTTPStoredContent)?
  /// The version.
  public var version: HTTPVersion
  /// The host and port asked for: the absolute-form's, or else Host's (RFC 9112, section 3.2.2);
  /// empty only for HTTP/1.0 without Host.
  public var authority: String
  /// Whether the client lets the connection persist after the answer (RFC 9112, section 9.3).
  public var keepsAlive: Bool
  /// The client's address in text, without its port; empty where a request did not come over a
  /// socket.
  public var remoteAddress: String = ""

  /// Whether the request is of HTTP/1.0.
  public var isHTTP10: Bool { version == .http10 }

  /// A request made by hand, for callers without a connection.
  ///
  /// Throws `HTTPFault` where `target` could not stand in a request line.
  public init(
    method: HTTPMethod, target: String, headers: HTTPFields = [:], body: [UInt8] = []
  ) throws(HTTPFault) {
    let octets = Array(target.utf8)
    guard !octets.isEmpty else { throw HTTPFault(.invalidTarget, "Begin the target with /.") }
    let parts = try RequestTarget(parsing: octets.span, method: method)
    self.init(method: method, target: target, parts: parts, version: .http11)
    self.headers = headers
    self.body = body
    self.authority = parts.authority ?? headers["host"] ?? ""
  }

  init(method: HTTPMethod, target: String, parts: RequestTarget, version: HTTPVersion) {
    self.method = method
    self.target = target
    self.path = parts.path
    self.pathSegments = parts.segments
    self.query = parts.query
    self.headers = HTTPFields()
    self.body = []
    self.version = version
    self.authority = parts.authority ?? ""
    self.keepsAlive = version == .http11
  }
}

/// The content of a request that is kept outside of memory, for as long as something refers to it.
public protocol HTTPStoredContent: AnyObject, Sendable {
  /// Its octets.
  var count: Int { get }

  /// Calls `body` with the whole content; the octets are valid during the call.
  ///
  /// Blocks while they are read. Throws what `body` throws, and an error of the system where they
  /// cannot be read.
  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value
}

extension HTTPRequest {
  /// Calls `body` with the whole content, wherever it is kept; the octets are valid during the call.
  ///
  /// Blocks where the content is stored. Throws what `body` throws, and an error of the system where
  /// the content cannot be read.
  public func withContent<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value
  ) throws -> Value {
    if let stored { return try stored.withBytes(body) }
    return try self.body.withUnsafeBytes(body)
  }
}
