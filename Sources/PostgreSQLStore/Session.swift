/// A connection for the time of one call, which ends at its deadline.
struct Session {
  let connection: PostgresConnection
  let deadline: Deadline

  /// Runs one statement.
  func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresError) -> PostgresRows {
    try connection.run(sql, values, by: deadline)
  }

  /// Runs a text of several statements.
  func runScript(_ sql: String) throws(PostgresError) {
    try connection.runScript(sql, by: deadline)
  }

  /// Runs what `body` does in one transaction, all or none; where it `isSnapshot`, it sees one moment.
  func transaction<Value>(
    isSnapshot: Bool = false, _ body: (Session) throws -> Value
  ) throws -> Value {
    try runScript(isSnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN")
    do {
      let value = try body(self)
      try runScript("COMMIT")
      return value
    } catch {
      // A connection that does not come out of its transaction is not used again.
      if !((error as? PostgresError)?.endsConnection ?? false) { try? runScript("ROLLBACK") }
      throw error
    }
  }
}
