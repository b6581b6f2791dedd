/// A request as the parser hands it over: complete, and within every limit.
package struct HTTPRequest: Sendable {
  /// The method.
  package var method: HTTPMethod
  /// The request target as it was sent.
  package var target: String
  /// The target's path as it was sent; "*" for `OPTIONS *`.
  package var path: String
  /// The path's segments, percent-decoded: none for "/", and a last empty one after a closing "/".
  package var pathSegments: [String]
  /// The target's query, decoded.
  package var query: HTTPQuery
  /// The header fields in order.
  package var headers: HTTPFields
  /// The content, without its framing; empty where it is ``stored``.
  package var body: [UInt8]
  /// The content, where the server keeps it outside of memory.
  package var stored: (any HTTPStoredContent)?
  /// The version.
  package var version: HTTPVersion
  /// The host and port asked for: the absolute-form's, or else Host's (RFC 9112, section 3.2.2);
  /// empty only for HTTP/1.0 without Host.
  package var authority: String
  /// Whether the client lets the connection persist after the answer (RFC 9112, section 9.3).
  package var keepsAlive: Bool
  /// The client's address in text, without its port; empty where a request did not come over a
  /// socket.
  package var remoteAddress: String = ""
  /// What the handler made of the head before the content came; see `HTTPReception`.
  package var admission: (any Sendable)?

  /// Whether the request is of HTTP/1.0.
  package var isHTTP10: Bool { version == .http10 }

  /// A request made by hand, for callers without a connection.
  ///
  /// Throws `HTTPFault` where `target` could not stand in a request line.
  package init(
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
package protocol HTTPStoredContent: AnyObject, Sendable {
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
  package func withContent<Value>(
    _ body: (UnsafeRawBufferPointer) throws -> Value
  ) throws -> Value {
    if let stored { return try stored.withBytes(body) }
    return try self.body.withUnsafeBytes(body)
  }
}
