package import HTTPCodec

/// What the API makes of a request: a response at hand, or one that has to be waited for.
///
/// The server sends a ready response from the queue that read the request; a pending one comes from
/// a task, which is cancelled when the client goes away or the server drains.
package enum APIAnswer: Sendable {
  /// The response.
  case ready(HTTPResponse)
  /// Work that ends with the response. It never throws: whatever goes wrong is a response too.
  case pending(@Sendable () async -> HTTPResponse)
}
