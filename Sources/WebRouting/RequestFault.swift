/// An error that a request met and no route expected, for the log: its client is told no more of it
/// than that it is there.
package struct RequestFault: Sendable {
  /// The request's id, which its answer carries in `X-Request-Id`.
  package let id: String
  /// The path as it was sent, without its query.
  package let path: String
  /// The error in words.
  package let cause: String

  package init(id: String, path: String, _ error: any Error) {
    self.id = id
    self.path = path
    cause = String(describing: error)
  }
}

/// Is told of errors that no route expected, by any thread: it must not block.
package typealias RequestFaultObserver = @Sendable (RequestFault) -> Void
