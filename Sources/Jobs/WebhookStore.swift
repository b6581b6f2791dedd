/// Where webhooks live and the messages that are still to be sent to them; durable once a call has
/// returned.
///
/// A store that keeps jobs too makes the messages itself, in the transaction in which a job ends,
/// whatever call that is: one for each webhook of the job's owner that is told of it, and one of its
/// sweep where it was the last job of that. So no end is missed by a crash, and none is told that did
/// not happen. All calls throw `JobStoreError`. `JobStoreConformance` tests what is promised here.
package protocol WebhookStore: Sendable {
  /// Registers a webhook; nil, and nothing is registered, where the owner has as many as it may. The
  /// same call again, with its id, is answered as the first.
  func insert(_ webhook: NewWebhook) async throws -> Webhook?

  /// The owner's webhook, or nil.
  func webhook(_ id: WebhookID, of owner: String) async throws -> Webhook?

  /// All webhooks of the owner, the newest first.
  func webhooks(of owner: String) async throws -> [Webhook]

  /// Removes a webhook and what was still to be sent to it; false where there is none.
  func deleteWebhook(_ id: WebhookID, of owner: String) async throws -> Bool

  /// Gives out messages that are due, at most one for each webhook, those first whose webhook has
  /// waited longest; at most `limit`.
  ///
  /// Each counts a try, and is due again after `lease` unless `settle` is told before how that went:
  /// so whoever dies with one loses none. Messages older than `age` are given up.
  func claimDeliveries(
    limit: Int, lease: Duration, age: Duration
  ) async throws -> WebhookClaims

  /// Records how the try that a message was given out for ended. Does nothing where the webhook, the
  /// message or the try is another by now.
  func settle(_ delivery: WebhookDelivery, _ outcome: WebhookOutcome) async throws

  /// Messages of all owners that are still to be delivered.
  func pendingDeliveries() async throws -> Int
}

/// Bounds on what is kept for webhooks.
package enum WebhookLimits {
  /// Messages that wait for one webhook; of what happens beyond, none is made, and it is counted.
  package static let pending = 10_000
}

extension JobQueue {
  /// An id for a new webhook.
  package func makeWebhookID() -> WebhookID {
    WebhookID.make(now: time.now(), random: random)
  }
}
