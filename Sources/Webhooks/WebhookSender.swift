/// An HTTP request to a webhook: a POST.
package struct WebhookMessage: Sendable {
  /// Where it goes.
  package var target: WebhookTarget
  /// Its fields.
  package var fields: [(name: String, value: String)]
  /// Its content, JSON in UTF-8.
  package var body: [UInt8]

  /// A message, signed with the webhook's secret; `timestamp` is that of the try, in seconds since
  /// 1970.
  package init(
    id: String, to target: WebhookTarget, secret: WebhookSecret, timestamp: Int64, body: [UInt8]
  ) {
    self.target = target
    self.body = body
    fields = [
      ("Content-Type", "application/json"), ("webhook-id", id),
      ("webhook-timestamp", String(timestamp)),
      ("webhook-signature", secret.signature(id: id, timestamp: timestamp, body: body)),
    ]
  }
}

/// What came of a message.
package enum WebhookAnswer: Hashable, Sendable {
  /// The receiver answered with this status, and where it asked for it, when to come again.
  case status(Int, retryAfter: Duration?)
  /// There was no answer; a word says why.
  case fault(String)
  /// The sender was stopped meanwhile.
  case interrupted
}

/// Sends messages.
package protocol WebhookSender: Sendable {
  /// Sends one and waits for the answer, for a bounded time; on a thread of the caller's that may
  /// wait.
  func send(_ message: WebhookMessage) -> WebhookAnswer

  /// Breaks off what is being sent, now and for ever.
  func stop()
}
