/// The bounds within which a request is parsed; beyond each the request is refused.
package struct HTTPParserLimits: Sendable, Equatable {
  /// Octets of the request line without its CRLF; beyond: 414.
  package var requestLineBytes: Int
  /// Octets of all field lines, each with its CRLF; trailers have the same allowance; beyond: 431.
  package var headerBytes: Int
  /// Field lines; trailers have the same allowance; beyond: 431.
  package var headerCount: Int
  /// Octets of the content; beyond: 413.
  package var bodyBytes: Int
  /// Octets of the content of requests with this method and path, instead of ``bodyBytes``: keys are
  /// such as `POST /v1/files`, the path as it is sent.
  package var bodyBytesByTarget: [String: Int]
  /// Octets of all chunk extensions of a request, and of any one chunk line; beyond: 400.
  package var chunkExtensionBytes: Int

  /// Limits that suit an API of small documents.
  package init(
    requestLineBytes: Int = 8 << 10,
    headerBytes: Int = 32 << 10,
    headerCount: Int = 100,
    bodyBytes: Int = 8 << 20,
    bodyBytesByTarget: [String: Int] = [:],
    chunkExtensionBytes: Int = 4 << 10
  ) {
    self.requestLineBytes = requestLineBytes
    self.headerBytes = headerBytes
    self.headerCount = headerCount
    self.bodyBytes = bodyBytes
    self.bodyBytesByTarget = bodyBytesByTarget
    self.chunkExtensionBytes = chunkExtensionBytes
  }

  /// Octets that the content of a request may have.
  func bodyBytes(of request: HTTPRequest) -> Int {
    guard !bodyBytesByTarget.isEmpty else { return bodyBytes }
    return bodyBytesByTarget["\(request.method.rawValue) \(request.path)"] ?? bodyBytes
  }
}
