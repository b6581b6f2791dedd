package import Jobs

// Webhooks, in the database of the jobs that they are told of. The messages are made where jobs end: see
// `SchemaFunctions.webhooks`.
extension PostgreSQLJobStore: WebhookStore {
  /// See `WebhookStore`.
  package func insert(_ webhook: NewWebhook) async throws -> Webhook? {
    let values: [PostgresValue] = [
      .text(webhook.id.rawValue), .text(webhook.owner), .optional(webhook.key), .text(webhook.url),
      .bytes(webhook.secret), .text(PostgresArray.text(webhook.events.map(\.rawValue).sorted())),
      .int(webhook.limit), moment,
    ]
    return try await transaction(.adding) { session in
      let inserted = try session.run(
        "SELECT symbreak_v1.insert_webhook($1, $2, $3, $4, $5, $6, $7, $8) AS is_there", values)
      guard try inserted.first?.bool("is_there") == true else { return nil }
      return try WebhookRows.find(webhook.id, of: webhook.owner, session)
    }
  }

  /// See `WebhookStore`.
  package func webhook(_ id: WebhookID, of owner: String) async throws -> Webhook? {
    try await transaction(.reading) { session in try WebhookRows.find(id, of: owner, session) }
  }

  /// See `WebhookStore`.
  package func webhooks(of owner: String) async throws -> [Webhook] {
    try await query(
      .reading, "SELECT * FROM symbreak.webhook_rows WHERE owner = $1 ORDER BY sequence DESC",
      [.text(owner)]
    ) { rows in try rows.map(WebhookRows.webhook) }
  }

  /// See `WebhookStore`.
  package func deleteWebhook(_ id: WebhookID, of owner: String) async throws -> Bool {
    // What was still to be sent goes by the foreign key.
    try await query(
      .trying, "DELETE FROM symbreak.webhooks WHERE id = $1 AND owner = $2 RETURNING id",
      [.text(id.rawValue), .text(owner)], isRepeatable: false
    ) { rows in rows.count > 0 }
  }

  /// See `WebhookStore`. Takes time proportional to the webhooks, and writes only where a message is due.
  package func claimDeliveries(
    limit: Int, lease: Duration, age: Duration
  ) async throws -> WebhookClaims {
    try await query(
      .trying, "SELECT * FROM symbreak_v1.claim_deliveries($1, $2, $3, $4)",
      [
        .int(limit), .integer(lease.wholeMilliseconds), .integer(age.wholeMilliseconds), moment,
      ], isRepeatable: false
    ) { rows in
      var claims = WebhookClaims()
      _ = try rows.map { row in
        if try row.text("id") != nil {
          claims.deliveries.append(try WebhookRows.delivery(row))
        } else {
          claims.expired = try row.int("expired")
          claims.wait = try row.integer("wait").map { .milliseconds($0) }
        }
      }
      return claims
    }
  }

  /// See `WebhookStore`.
  package func settle(_ delivery: WebhookDelivery, _ outcome: WebhookOutcome) async throws {
    let word: String
    var (status, fault): (Int?, String?) = (nil, nil)
    var (retry, pause): (Duration?, Duration?) = (nil, nil)
    switch outcome {
    case .delivered(let answered): (word, status) = ("delivered", answered)
    case .failed(let answered, let reason, let after, let rest):
      (word, status, fault, retry, pause) = ("failed", answered, reason, after, rest)
    case .ended(let ending, let answered): (word, status) = (ending.rawValue, answered)
    case .interrupted: word = "interrupted"
    }
    // The try is known by its number: the same call again finds it gone.
    try await query(
      .writing, "SELECT symbreak_v1.settle_delivery($1, $2, $3, $4, $5, $6, $7, $8)",
      [
        .text(delivery.id), .int(delivery.attempt), .text(word), .optional(status),
        .optional(fault), retry.map { .integer($0.wholeMilliseconds) } ?? .null,
        pause.map { .integer($0.wholeMilliseconds) } ?? .null, moment,
      ], isRepeatable: false
    ) { _ in }
  }

  /// See `WebhookStore`.
  package func pendingDeliveries() async throws -> Int {
    try await query(.reading, "SELECT count(*) AS count FROM symbreak.webhook_deliveries") { rows in
      try rows.first?.int("count") ?? 0
    }
  }
}
