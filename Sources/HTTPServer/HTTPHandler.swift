public import HTTPCodec

/// What answers requests.
///
/// The calls come on the server's I/O queues, for many connections at once: none of them may block.
/// Work that takes time belongs in the closure of `HTTPAnswer.pending`.
public protocol HTTPHandler: Sendable {
  /// The answer to a complete request. For HEAD answer as for GET: the server drops the content and
  /// keeps its length.
  func handle(_ request: HTTPRequest) -> HTTPAnswer

  /// The answer to what could not become a request; the connection closes after it.
  func response(to fault: HTTPFault) -> HTTPResponse

  /// A refusal on the strength of the head alone, before the content of `head` is read; nil lets it
  /// come. The connection closes after a refusal. By default nothing is refused.
  func refusal(of head: HTTPRequest) -> HTTPResponse?
}

extension HTTPHandler {
  /// Refuses nothing.
  public func refusal(of head: HTTPRequest) -> HTTPResponse? { nil }
}

/// How a request is answered.
public enum HTTPAnswer: Sendable {
  /// At once, from the read handler.
  case ready(HTTPResponse)
  /// By a task of its own. The connection's next request waits for it.
  ///
  /// The task is cancelled when the client closes its side or the server ends the connection by
  /// force. It must still return, soon: a client that closed only its sending side is listening and
  /// gets the response.
  case pending(@Sendable () async -> HTTPResponse)
}
