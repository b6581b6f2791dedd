/// A message to a webhook, given out for one try.
package struct WebhookDelivery: Hashable, Sendable {
  /// What the message is of.
  package enum Subject: Hashable, Sendable {
    case job(JobID)
    case sweep(SweepID)
  }

  /// Names the message, the same at every try: `msg_` and letters and digits.
  package var id: String
  /// Where it goes.
  package var webhook: WebhookID
  /// Whose webhook that is.
  package var owner: String
  /// The id of the access key that the webhook was registered with; nil where none was needed.
  package var key: String?
  /// Where it is sent to.
  package var url: String
  /// What it is signed with.
  package var secret: [UInt8]
  /// What it tells.
  package var event: WebhookEvent
  /// What it is of.
  package var subject: Subject
  /// When that happened.
  package var at: Timestamp
  /// The number of this try, from 1.
  package var attempt: Int
  /// Tries of anything to this webhook that have failed since the last that did not.
  package var failures: Int

  /// A message, for stores.
  package init(
    id: String, webhook: WebhookID, owner: String, key: String?, url: String, secret: [UInt8],
    event: WebhookEvent, subject: Subject, at: Timestamp, attempt: Int, failures: Int
  ) {
    self.id = id
    self.webhook = webhook
    self.owner = owner
    self.key = key
    self.url = url
    self.secret = secret
    self.event = event
    self.subject = subject
    self.at = at
    self.attempt = attempt
    self.failures = failures
  }
}

/// What a store gives out of its messages.
package struct WebhookClaims: Sendable {
  /// To be tried now.
  package var deliveries: [WebhookDelivery]
  /// Messages that were given up because of their age.
  package var expired: Int
  /// The time until the next one is due, by the store's clock; nil where none waits.
  package var wait: Duration?

  /// What is given out.
  package init(deliveries: [WebhookDelivery] = [], expired: Int = 0, wait: Duration? = nil) {
    self.deliveries = deliveries
    self.expired = expired
    self.wait = wait
  }
}

/// How a try ended.
package enum WebhookOutcome: Hashable, Sendable {
  /// The receiver took the message.
  case delivered(status: Int)
  /// It did not. Tried again after `retry`, given up where that is nil; nothing is sent to the webhook
  /// for `pause`.
  case failed(status: Int?, fault: String?, retry: Duration?, pause: Duration)
  /// Nothing more may be sent to the webhook: its messages are gone.
  case ended(Webhook.Ending, status: Int?)
  /// The try was broken off by the service's own end and does not count.
  case interrupted
}
