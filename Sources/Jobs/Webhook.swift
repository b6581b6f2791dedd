/// Something that a webhook can be told.
package enum WebhookEvent: String, Hashable, Sendable, CaseIterable {
  /// A job has a result.
  case jobSucceeded = "job.succeeded"
  /// A job could not be trained.
  case jobFailed = "job.failed"
  /// A job was cancelled at a client's request.
  case jobCancelled = "job.cancelled"
  /// The last job of a sweep has ended.
  case sweepFinished = "sweep.finished"
}

/// A webhook to register.
package struct NewWebhook: Sendable {
  /// The id, made by `JobQueue.makeWebhookID`.
  package var id: WebhookID
  /// Whose jobs it is told of.
  package var owner: String
  /// The id of the access key that it was registered with; nil where none was needed.
  package var key: String?
  /// Where it is sent to.
  package var url: String
  /// What its messages are signed with.
  package var secret: [UInt8]
  /// What it is told; not empty.
  package var events: Set<WebhookEvent>
  /// How many webhooks its owner may have, this one among them.
  package var limit: Int

  /// A webhook to register.
  package init(
    id: WebhookID, owner: String, key: String?, url: String, secret: [UInt8],
    events: Set<WebhookEvent>, limit: Int
  ) {
    self.id = id
    self.owner = owner
    self.key = key
    self.url = url
    self.secret = secret
    self.events = events
    self.limit = limit
  }
}

/// A webhook as the store knows it at one moment, without its secret.
package struct Webhook: Hashable, Sendable {
  /// Why nothing more is sent.
  package enum Ending: String, Hashable, Sendable {
    /// The receiver answered 410 (Gone).
    case gone
    /// The access key that it was registered with is no longer good.
    case key
  }

  /// How the last try to send something went.
  package struct LastTry: Hashable, Sendable {
    /// When its outcome was recorded.
    package var at: Timestamp
    /// The status of the receiver's answer; nil where there was none.
    package var status: Int?
    /// A word for what went wrong; nil where nothing did.
    package var fault: String?

    /// A try as it went.
    package init(at: Timestamp, status: Int?, fault: String?) {
      self.at = at
      self.status = status
      self.fault = fault
    }
  }

  /// The id.
  package var id: WebhookID
  /// Whose jobs it is told of.
  package var owner: String
  /// Where it is sent to.
  package var url: String
  /// What it is told.
  package var events: Set<WebhookEvent>
  /// When it was registered.
  package var createdAt: Timestamp
  /// Why nothing more is sent; nil while it is in use.
  package var ending: Ending?
  /// Messages that are still to be delivered.
  package var pending: Int
  /// Messages that the receiver took.
  package var delivered: Int
  /// Messages that were given up after their last try.
  package var givenUp: Int
  /// Events of which there was no message because too many were pending.
  package var dropped: Int
  /// Tries that failed since the last one that did not.
  package var failures: Int
  /// The last try; nil before the first.
  package var lastTry: LastTry?

  /// A webhook as it stands, for stores.
  package init(
    id: WebhookID, owner: String, url: String, events: Set<WebhookEvent>, createdAt: Timestamp,
    ending: Ending? = nil, pending: Int = 0, delivered: Int = 0, givenUp: Int = 0,
    dropped: Int = 0, failures: Int = 0, lastTry: LastTry? = nil
  ) {
    self.id = id
    self.owner = owner
    self.url = url
    self.events = events
    self.createdAt = createdAt
    self.ending = ending
    self.pending = pending
    self.delivered = delivered
    self.givenUp = givenUp
    self.dropped = dropped
    self.failures = failures
    self.lastTry = lastTry
  }
}
