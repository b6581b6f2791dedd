import Foundation
import GRDB
import Jobs

/// Reads webhooks and their messages out of their tables.
enum WebhookRows {
  /// The webhook of a row with all columns of `webhooks`.
  static func webhook(_ row: Row) throws -> Webhook {
    Webhook(
      id: try id(row["id"]), owner: row["owner"], url: row["url"],
      events: Set(
        (row["events"] as String).split(separator: " ").compactMap {
          WebhookEvent(rawValue: String($0))
        }),
      createdAt: Timestamp(milliseconds: row["created_at"]),
      ending: try (row["ending"] as String?).map(ending), pending: row["pending"],
      delivered: row["delivered"], givenUp: row["given_up"], dropped: row["dropped"],
      failures: row["failures"],
      lastTry: (row["tried_at"] as Int64?).map {
        Webhook.LastTry(
          at: Timestamp(milliseconds: $0), status: row["tried_status"], fault: row["tried_fault"])
      })
  }

  /// A set of events as it is kept: a space before and after each.
  static func text(_ events: Set<WebhookEvent>) -> String {
    " " + events.map(\.rawValue).sorted().joined(separator: " ") + " "
  }

  /// The message of a row with all columns of `webhook_deliveries`, to the webhook of another with
  /// all of `webhooks`.
  static func delivery(_ row: Row, to webhook: Row) throws -> WebhookDelivery {
    let subject: String = row["subject"]
    let text: String = row["event"]
    guard let event = WebhookEvent(rawValue: text) else { throw corrupt("\(text) is no event") }
    return WebhookDelivery(
      id: row["id"], webhook: try id(webhook["id"]), owner: webhook["owner"],
      key: webhook["access_key"], url: webhook["url"],
      secret: [UInt8](webhook["secret"] as Data), event: event,
      subject: event == .sweepFinished
        ? .sweep(try SweepRows.id(subject)) : .job(try JobRows.id(subject)),
      at: Timestamp(milliseconds: row["at"]), attempt: row["attempts"],
      failures: webhook["failures"])
  }

  /// Milliseconds from `now` until a message is due; nil where there is none. Takes time
  /// proportional to the webhooks that have some.
  static func wait(from now: Timestamp, _ db: Database) throws -> Duration? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT MIN(MAX(w.not_before,
          (SELECT MIN(d.due_at) FROM webhook_deliveries d WHERE d.webhook = w.sequence)))
        FROM webhooks w WHERE w.ending IS NULL AND w.pending > 0
        """)
    return try Int64.fetchOne(statement).map {
      .milliseconds(max(0, $0 - now.milliseconds))
    }
  }

  /// Removes messages of before `time`, and counts them for their webhooks; how many there were.
  static func expire(before time: Timestamp, _ db: Database) throws -> Int {
    let statement = try db.cachedStatement(
      sql: "DELETE FROM webhook_deliveries WHERE at < ? RETURNING webhook")
    let webhooks = try Int64.fetchAll(statement, arguments: [time.milliseconds])
    let count = try db.cachedStatement(
      sql: "UPDATE webhooks SET given_up = given_up + 1 WHERE sequence = ?")
    for webhook in webhooks { try count.execute(arguments: [webhook]) }
    return webhooks.count
  }

  private static func id(_ text: String) throws -> WebhookID {
    guard let id = WebhookID(rawValue: text) else { throw corrupt("\(text) is no webhook's id") }
    return id
  }

  private static func ending(_ text: String) throws -> Webhook.Ending {
    guard let ending = Webhook.Ending(rawValue: text) else {
      throw corrupt("\(text) is no end of a webhook")
    }
    return ending
  }

  private static func corrupt(_ message: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: message)
  }
}
