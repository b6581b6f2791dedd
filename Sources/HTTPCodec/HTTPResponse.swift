/// A response: what a handler decides. Framing fields (`Content-Length`, `Transfer-Encoding`) are
/// the serialiser's.
package struct HTTPResponse: Sendable {
  /// The status.
  package var status: HTTPStatus
  /// The fields; `Connection: close` among them closes the connection after the answer.
  package var headers: HTTPFields
  /// The content; for HEAD give what GET would have: it is counted and dropped.
  package var body: [UInt8]
  /// Makes the content while it is sent, instead of `body`; not called for HEAD.
  package var stream: HTTPBodyStream?
  /// Octets that `stream` writes, where that is known before; it then writes exactly so many.
  package var streamLength: Int?

  /// A response of `status` with `headers` and `body`.
  package init(status: HTTPStatus, headers: HTTPFields = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response of `status` with `headers` and a content that `stream` makes while it is sent.
  package init(
    status: HTTPStatus, headers: HTTPFields, streamLength: Int? = nil,
    stream: @escaping HTTPBodyStream
  ) {
    self.status = status
    self.headers = headers
    self.body = []
    self.stream = stream
    self.streamLength = streamLength
  }
}

/// Writes a content piece by piece; the content is complete when it returns. Where it throws, the
/// connection is ended in a way that tells the client that the content is not complete.
///
/// Its task is cancelled when the client closes its side or the server ends. A content without an end
/// of its own must then return soon; any may still write, which throws once the client is gone.
package typealias HTTPBodyStream = @Sendable (any HTTPBodyWriter) async throws -> Void

/// Where the pieces of a streamed content go.
package protocol HTTPBodyWriter: Sendable {
  /// Sends `bytes` after those before; returns when the connection has taken them all, so that a
  /// slow reader holds back the writer instead of filling the memory.
  ///
  /// Throws `HTTPStreamClosed` when the connection is gone. One call at a time.
  func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed)
}

/// The connection of a streamed content has ended.
package struct HTTPStreamClosed: Error {
  /// The one value.
  package init() {}
}
