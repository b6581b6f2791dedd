package import Jobs
internal import PrometheusText
package import Webhooks

/// What the routes of webhooks work with.
package final class WebhookDesk: Sendable {
  let store: any WebhookStore
  /// Where messages may be sent.
  let policy: WebhookPolicy
  /// Webhooks of one owner.
  let limit: Int
  private let counts: WebhookCounts

  /// A desk over a store; `counts` are those of whoever sends.
  package init(
    store: any WebhookStore, policy: WebhookPolicy, limit: Int, counts: WebhookCounts
  ) {
    self.store = store
    self.policy = policy
    self.limit = limit
    self.counts = counts
  }

  /// Messages that are still to be delivered.
  func pendingDeliveries() async throws -> Int { try await store.pendingDeliveries() }

  /// Writes how tries went.
  func write(to writer: inout PrometheusWriter) {
    let tries = "symbreak_webhook_deliveries_total"
    writer.family(tries, .counter, "Tries to deliver messages to webhooks, by what came of them.")
    for outcome in WebhookCounts.Outcome.allCases {
      writer.sample(tries, ["outcome": outcome.rawValue], Double(counts[outcome]))
    }
  }
}
