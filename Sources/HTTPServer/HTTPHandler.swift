package import HTTPCodec

/// What answers requests.
///
/// The calls come on the server's I/O queues, for many connections at once: none of them may block.
/// Work that takes time belongs in the closure of `HTTPAnswer.pending`.
package protocol HTTPHandler: Sendable {
  /// The answer to a complete request. For HEAD answer as for GET: the server drops the content and
  /// keeps its length.
  func handle(_ request: HTTPRequest) -> HTTPAnswer

  /// Whether the content of `head`, which was not refused, is kept in a file and handed over as the
  /// request's `stored`. By default none is.
  func storesContent(of head: HTTPRequest) -> Bool

  /// The answer to what could not become a request; the connection closes after it.
  func response(to fault: HTTPFault) -> HTTPResponse

  /// A refusal on the strength of the head alone, before the content of `head` is read; nil lets it
  /// come. The connection closes after a refusal. By default nothing is refused.
  func refusal(of head: HTTPRequest) -> HTTPResponse?
}

extension HTTPHandler {
  /// Refuses nothing.
  package func refusal(of head: HTTPRequest) -> HTTPResponse? { nil }

  /// Keeps every content in memory.
  package func storesContent(of head: HTTPRequest) -> Bool { false }
}

/// How a request is answered.
package enum HTTPAnswer: Sendable {
  /// At once, from the read handler.
  case ready(HTTPResponse)
  /// By a task of its own. The connection's next request waits for it.
  ///
  /// The task is cancelled when the client has left or the server ends the connection by force; it
  /// must then return soon. A client that closed only its sending side is listening: its task goes on,
  /// and it gets the response. It may get 100 (Continue) first, once or more: only a system whose
  /// program has left answers that with a reset, which tells the two apart (RFC 9110, section 15.2.1,
  /// lets a client that expects no such response drop it). An HTTP/1.0 client gets none, so that its
  /// leaving is noticed when it is answered.
  case pending(@Sendable () async -> HTTPResponse)
}
