/// What answers requests.
///
/// The calls come on the server's I/O queues, for many connections at once: none of them may block.
/// Work that takes time belongs in the closure of `HTTPAnswer.pending`.
package protocol HTTPHandler: Sendable {
  /// The answer to a complete request. For HEAD answer as for GET: the server drops the content and
  /// keeps its length.
  func handle(_ request: HTTPRequest) -> HTTPAnswer

  /// What becomes of a request whose content is still to come. By default every content is wanted,
  /// in memory.
  func receive(_ head: HTTPRequest) -> HTTPReception

  /// The answer to what could not become a request; the connection closes after it. `head` is what
  /// was understood of it, nil before the end of its first line; its fields may not be all.
  func response(to fault: HTTPFault, in head: HTTPRequest?) -> HTTPResponse
}

extension HTTPHandler {
  /// Wants every content, in memory.
  package func receive(_ head: HTTPRequest) -> HTTPReception { .wanted(isStored: false) }
}

/// What a handler makes of a head before the content that it announces is read.
package enum HTTPReception: Sendable {
  /// The answer, on the strength of the head alone; the connection closes after it.
  case refused(HTTPResponse)
  /// The content is read, into a file where it `isStored`: it is then the request's `stored`.
  /// `admission` is handed on with the request, so that nothing is decided twice.
  case wanted(isStored: Bool, admission: (any Sendable)? = nil)
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
