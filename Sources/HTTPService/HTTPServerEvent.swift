package import HTTPCodec

/// What a server reports for its owner's log. It is reported on the server's queues: the receiver
/// must not block.
package enum HTTPServerEvent: Sendable {
  /// The server accepts connections on `port`.
  case listening(host: String, port: UInt16)
  /// A message was refused; for `tooManyConnections` the connection was.
  case refused(HTTPFault, remoteAddress: String)
  /// A connection was closed because its client took nothing of an answer in time.
  case writeDeadlinePassed(remoteAddress: String)
  /// A connection that waited for its client was closed in favour of a new one.
  case displaced(remoteAddress: String)
  /// The content of a request could not be kept in a file.
  case contentNotStored(cause: String, remoteAddress: String)
  /// The process or the system has no descriptor left; accepting goes on after a pause.
  case descriptorsExhausted
  /// `accept` failed for a reason that is not the client's; accepting goes on after a pause.
  case acceptFailed(errno: Int32)
  /// The server stopped accepting and answers what is in flight.
  case draining
  /// The grace passed: `connections` were closed by force.
  case closedByForce(connections: Int)
  /// The last connection is closed.
  case stopped
}

/// Receives a server's events.
package typealias HTTPServerEvents = @Sendable (HTTPServerEvent) -> Void
