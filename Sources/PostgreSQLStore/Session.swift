/// A connection for the time of one call, which ends at its deadline.
struct Session {
  let connection: PostgresConnection
  let deadline: Deadline
  /// Whether a transaction is open, which says how long its statements may take.
  private let isInTransaction: Bool

  init(connection: PostgresConnection, deadline: Deadline) {
    self.init(connection, deadline, isInTransaction: false)
  }

  private init(_ connection: PostgresConnection, _ deadline: Deadline, isInTransaction: Bool) {
    (self.connection, self.deadline) = (connection, deadline)
    self.isInTransaction = isInTransaction
  }

  /// Runs one statement. Alone, the server gives it up before the deadline, and nothing of it is done.
  func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresError) -> PostgresRows {
    isInTransaction
      ? try connection.run(sql, values, by: deadline)
      : try connection.runBounded(sql, values, by: deadline)
  }

  /// Runs a text of several statements.
  func runScript(_ sql: String) throws(PostgresError) {
    try connection.runScript(sql, by: deadline)
  }

  /// Runs what `body` does in one transaction, all or none; where it `isSnapshot`, it sees one moment.
  ///
  /// The server gives up each of its statements after the time that the call has: what is begun and not
  /// committed is undone when its connection ends.
  ///
  /// - Parameter isBounded: whether it does; else a statement goes on for as long as its client is there.
  func transaction<Value>(
    isSnapshot: Bool = false, isBounded: Bool = true, _ body: (Session) throws -> Value
  ) throws -> Value {
    let begin = isSnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN"
    try runScript(
      "\(begin); " + (isBounded ? Self.bound(deadline.millisecondsForServer) : Self.unbounded))
    do {
      let value = try body(Session(connection, deadline, isInTransaction: true))
      try runScript("COMMIT")
      return value
    } catch {
      // A connection that does not come out of its transaction is not used again.
      if !((error as? PostgresError)?.endsConnection ?? false) { try? runScript("ROLLBACK") }
      throw error
    }
  }

  private static func bound(_ milliseconds: Int) -> String {
    "SET LOCAL statement_timeout = \(milliseconds)"
  }

  /// Whatever the server, the database or the role sets. Servers before PostgreSQL 14 do not look whether
  /// a client is there.
  private static let unbounded = """
    SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SELECT set_config(name, '5s', true) FROM pg_settings
      WHERE name = 'client_connection_check_interval'
    """
}
