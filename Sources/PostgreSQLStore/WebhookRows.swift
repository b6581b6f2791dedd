import Jobs

/// Reads webhooks and their messages out of rows.
enum WebhookRows {
  /// The owner's webhook, or nil.
  static func find(_ id: WebhookID, of owner: String, _ session: Session) throws -> Webhook? {
    try session.run(
      "SELECT * FROM symbreak.webhook_rows WHERE id = $1 AND owner = $2",
      [.text(id.rawValue), .text(owner)]
    ).first.map(webhook)
  }

  /// The webhook of a row of `webhook_rows`.
  static func webhook(_ row: PostgresRow) throws -> Webhook {
    let events = try row.requiredText("events").split(separator: " ")
    return Webhook(
      id: try WebhookID(stored: row.requiredText("id"), "webhook's id"),
      owner: try row.requiredText("owner"),
      url: try row.requiredText("url"),
      events: Set(events.compactMap { WebhookEvent(rawValue: String($0)) }),
      createdAt: Timestamp(milliseconds: try row.requiredInteger("created_at")),
      ending: try row.text("ending").map { try Webhook.Ending(stored: $0, "end of a webhook") },
      pending: try row.int("pending"),
      delivered: try row.int("delivered"), givenUp: try row.int("given_up"),
      dropped: try row.int("dropped"), failures: try row.int("failures"),
      lastTry: try row.integer("tried_at").map {
        Webhook.LastTry(
          at: Timestamp(milliseconds: $0), status: try row.integer("tried_status").map(Int.init),
          fault: try row.text("tried_fault"))
      })
  }

  /// The message of a row that `claim_deliveries` gave.
  static func delivery(_ row: PostgresRow) throws -> WebhookDelivery {
    let event = try WebhookEvent(stored: row.requiredText("event"), "event")
    let subject = try row.requiredText("subject")
    return WebhookDelivery(
      id: try row.requiredText("id"),
      webhook: try WebhookID(stored: row.requiredText("webhook"), "webhook's id"),
      owner: try row.requiredText("owner"), key: try row.text("access_key"),
      url: try row.requiredText("url"), secret: try row.required(row.bytes("secret"), "secret"),
      event: event,
      subject: event == .sweepFinished
        ? .sweep(try SweepRows.id(subject))
        : .job(try row.required(JobID(rawValue: subject), "id of a job, but \(subject)")),
      at: Timestamp(milliseconds: try row.requiredInteger("at")),
      attempt: try row.int("attempts"), failures: try row.int("failures"))
  }
}
