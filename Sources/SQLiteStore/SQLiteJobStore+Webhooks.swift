import Foundation
import GRDB
package import Jobs

// Webhooks, in the database of the jobs that they are told of. The messages are made by triggers: see
// `WebhookSchema`.
extension SQLiteJobStore: WebhookStore {
  /// See `WebhookStore`.
  package func insert(_ webhook: NewWebhook) async throws -> Webhook? {
    let clock = clock
    return try await write(.new) { db in
      // The same call again, whose answer was lost.
      let known = try db.cachedStatement(
        sql: """
          SELECT * FROM webhooks WHERE id = ? AND owner = ? AND url = ? AND secret = ? AND events = ?
          """)
      if let row = try Row.fetchOne(
        known,
        arguments: [
          webhook.id.rawValue, webhook.owner, webhook.url, Data(webhook.secret),
          WebhookRows.text(webhook.events),
        ])
      {
        return try WebhookRows.webhook(row)
      }
      let count = try db.cachedStatement(sql: "SELECT COUNT(*) FROM webhooks WHERE owner = ?")
      guard try Int.fetchOne(count, arguments: [webhook.owner]) ?? 0 < webhook.limit else {
        return nil
      }
      let now = try clock.now(db)
      try db.cachedStatement(
        sql: """
          INSERT INTO webhooks (id, owner, access_key, url, secret, events, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        webhook.id.rawValue, webhook.owner, webhook.key, webhook.url, Data(webhook.secret),
        WebhookRows.text(webhook.events), now.milliseconds,
      ])
      return Webhook(
        id: webhook.id, owner: webhook.owner, url: webhook.url, events: webhook.events,
        createdAt: now)
    }
  }

  /// See `WebhookStore`.
  package func webhook(_ id: WebhookID, of owner: String) async throws -> Webhook? {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT * FROM webhooks WHERE id = ? AND owner = ?")
      return try Row.fetchOne(statement, arguments: [id.rawValue, owner]).map(WebhookRows.webhook)
    }
  }

  /// See `WebhookStore`.
  package func webhooks(of owner: String) async throws -> [Webhook] {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT * FROM webhooks WHERE owner = ? ORDER BY sequence DESC")
      return try Row.fetchAll(statement, arguments: [owner]).map(WebhookRows.webhook)
    }
  }

  /// See `WebhookStore`.
  package func deleteWebhook(_ id: WebhookID, of owner: String) async throws -> Bool {
    try await write { db in
      // What was still to be sent goes by the foreign key.
      try db.cachedStatement(sql: "DELETE FROM webhooks WHERE id = ? AND owner = ?")
        .execute(arguments: [id.rawValue, owner])
      return db.changesCount > 0
    }
  }

  /// See `WebhookStore`. Takes time proportional to the webhooks that messages wait for, and writes
  /// only where one is due.
  package func claimDeliveries(
    limit: Int, lease: Duration, age: Duration
  ) async throws -> WebhookClaims {
    let clock = clock
    let wait = try await read { db in try WebhookRows.wait(from: clock.now(db), db) }
    guard limit > 0, wait == .zero else { return WebhookClaims(wait: wait) }
    return try await write { db in
      let now = try clock.now(db)
      let expired = try WebhookRows.expire(
        before: Timestamp(milliseconds: now.milliseconds - age.wholeMilliseconds), db)
      var claims = WebhookClaims(expired: expired)
      for (webhook, sequence) in try Self.due(at: now, limit, db) {
        let end = (now + lease).milliseconds
        let claim = try db.cachedStatement(
          sql: """
            UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = ? WHERE sequence = ?
            RETURNING *
            """)
        guard let row = try Row.fetchOne(claim, arguments: [end, sequence]) else { continue }
        claims.deliveries.append(try WebhookRows.delivery(row, to: webhook))
        try db.cachedStatement(sql: "UPDATE webhooks SET not_before = ? WHERE sequence = ?")
          .execute(arguments: [end, webhook["sequence"] as Int64])
      }
      claims.wait = try WebhookRows.wait(from: now, db)
      return claims
    }
  }

  /// The webhooks that something is due for, each with the first such message.
  private static func due(
    at now: Timestamp, _ limit: Int, _ db: Database
  ) throws -> [(webhook: Row, message: Int64)] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT w.*, (SELECT d.sequence FROM webhook_deliveries d
          WHERE d.webhook = w.sequence AND d.due_at <= ?1 ORDER BY d.due_at, d.sequence LIMIT 1
        ) AS message
        FROM webhooks w
        WHERE w.ending IS NULL AND w.pending > 0 AND w.not_before <= ?1 AND message IS NOT NULL
        ORDER BY w.not_before, w.sequence LIMIT ?2
        """)
    return try Row.fetchAll(statement, arguments: [now.milliseconds, limit]).map {
      ($0, $0["message"])
    }
  }

  /// See `WebhookStore`.
  package func settle(_ delivery: WebhookDelivery, _ outcome: WebhookOutcome) async throws {
    let clock = clock
    try await write { db in
      let find = try db.cachedStatement(
        sql: "SELECT sequence, webhook FROM webhook_deliveries WHERE id = ? AND attempts = ?")
      guard let row = try Row.fetchOne(find, arguments: [delivery.id, delivery.attempt]) else {
        return
      }
      try Self.record(
        outcome, message: row["sequence"], webhook: row["webhook"], at: try clock.now(db), db)
    }
  }

  private static func record(
    _ outcome: WebhookOutcome, message: Int64, webhook: Int64, at now: Timestamp, _ db: Database
  ) throws {
    func run(_ sql: String, _ arguments: StatementArguments) throws {
      try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
    func tried(_ status: Int?, _ fault: String?, failures: String, next: Timestamp) throws {
      try run(
        """
        UPDATE webhooks SET tried_at = ?, tried_status = ?, tried_fault = ?, not_before = ?,
          failures = \(failures) WHERE sequence = ?
        """, [now.milliseconds, status, fault, next.milliseconds, webhook])
    }
    let remove = "DELETE FROM webhook_deliveries WHERE sequence = ?"
    switch outcome {
    case .delivered(let status):
      try run(remove, [message])
      try tried(status, nil, failures: "0", next: now)
      try run("UPDATE webhooks SET delivered = delivered + 1 WHERE sequence = ?", [webhook])
    case .failed(let status, let fault, let retry, let pause):
      try tried(status, fault, failures: "failures + 1", next: now + pause)
      if let retry {
        try run(
          "UPDATE webhook_deliveries SET due_at = ? WHERE sequence = ?",
          [(now + retry).milliseconds, message])
      } else {
        try run(remove, [message])
        try run("UPDATE webhooks SET given_up = given_up + 1 WHERE sequence = ?", [webhook])
      }
    case .ended(let ending, let status):
      try tried(status, nil, failures: "failures + 1", next: now)
      try run("UPDATE webhooks SET ending = ? WHERE sequence = ?", [ending.rawValue, webhook])
      try run("DELETE FROM webhook_deliveries WHERE webhook = ?", [webhook])
    case .interrupted:
      try run(
        """
        UPDATE webhook_deliveries SET attempts = attempts - 1, due_at = ? WHERE sequence = ?
        """, [now.milliseconds, message])
      try run(
        "UPDATE webhooks SET not_before = ? WHERE sequence = ?", [now.milliseconds, webhook])
    }
  }

  /// See `WebhookStore`.
  package func pendingDeliveries() async throws -> Int {
    try await read { db in
      try Int.fetchOne(db, sql: "SELECT COALESCE(SUM(pending), 0) FROM webhooks") ?? 0
    }
  }
}
