internal import Jobs
internal import StrictJSON

/// A webhook as the API shows it.
enum WebhookEncoding {
  /// The webhook's object; with its secret only where that is given.
  static func json(_ webhook: Webhook, secret: String? = nil) -> [UInt8] {
    var object = SplicedObject()
    object.member("id", .string(webhook.id.rawValue))
    object.member("url", .string(webhook.url))
    object.member(
      "events",
      .array(
        WebhookEvent.allCases.filter(webhook.events.contains).map { .string($0.rawValue) }))
    if let secret { object.member("secret", .string(secret)) }
    object.member("created_at", .string(webhook.createdAt.rfc3339))
    object.member("state", .string(webhook.ending == nil ? "active" : "ended"))
    object.member("reason", webhook.ending.map { .string($0.rawValue) } ?? .null)
    object.member("pending", .number(JSONNumber(webhook.pending)))
    object.member("delivered", .number(JSONNumber(webhook.delivered)))
    object.member("given_up", .number(JSONNumber(webhook.givenUp)))
    object.member("dropped", .number(JSONNumber(webhook.dropped)))
    object.member("failures", .number(JSONNumber(webhook.failures)))
    object.member("last_try", webhook.lastTry.map(json) ?? .null)
    object.member("links", ["self": .string(path(of: webhook.id))])
    return object.bytes
  }

  /// Where a webhook lives.
  static func path(of id: WebhookID) -> String { "/v1/webhooks/\(id)" }

  private static func json(_ lastTry: Webhook.LastTry) -> JSONValue {
    [
      "at": .string(lastTry.at.rfc3339),
      "status": lastTry.status.map { .number(JSONNumber($0)) } ?? .null,
      "fault": lastTry.fault.map(JSONValue.string) ?? .null,
    ]
  }
}
