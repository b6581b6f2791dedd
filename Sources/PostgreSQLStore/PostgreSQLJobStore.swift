package import Jobs
internal import Threading

/// Jobs in a PostgreSQL database that several processes share.
///
/// What changes a job is one call of one function there (`SchemaFunctions`); leases are reckoned on the
/// server's clock. No call waits longer than its deadline: what it came to is then unknown, and it throws
/// `unavailable`. Calls that may be made again are, once.
package final class PostgreSQLJobStore: JobStore {
  /// For what the server does in milliseconds.
  private static let quick = Duration.seconds(5)
  /// For what moves many megabytes.
  private static let slow = Duration.seconds(60)
  /// Above this a call is given `slow`.
  private static let manyBytes = 1 << 20

  private let pool: ConnectionPool
  private let now: @Sendable () -> Timestamp?
  /// Packs and unpacks what is large.
  let packing = DedicatedThreads(count: 2, niceness: 10)

  /// Connects, and makes the database's tables or brings them up to date.
  ///
  /// `now` is a clock from outside, for tests; the server's where it gives nil. Throws `unavailable`,
  /// and `newerSchema` where a later version of the program made the database.
  package init(
    at address: PostgresAddress, password: String?, connections: Int = 4,
    now: @escaping @Sendable () -> Timestamp? = { nil }
  ) async throws {
    pool = ConnectionPool(address, password: password, count: connections)
    self.now = now
    try await pool.run(isRepeatable: true) { connection in
      try Migrations.run(on: connection, address: address)
    }
  }

  /// Closes the connections; calls made later throw `closed`.
  package func close() { pool.close() }

  /// The last parameter of the functions.
  var moment: PostgresValue { now().map { .integer($0.milliseconds) } ?? .null }

  /// Several processes hold jobs of it.
  package var exclusive: (any ExclusiveJobStore)? { nil }

  /// Runs one statement and reads its rows, on a thread of the pool.
  func query<Value: Sendable>(
    _ sql: String, _ values: [PostgresValue] = [], isRepeatable: Bool = true,
    _ read: @escaping @Sendable (PostgresRows) throws -> Value
  ) async throws -> Value {
    let limit = Self.limit(values)
    return try await pool.run(isRepeatable: isRepeatable) { connection in
      try read(try connection.run(sql, values, within: limit))
    }
  }

  /// Runs several statements in one transaction, all or none; where it `isSnapshot`, they see one moment.
  func transaction<Value: Sendable>(
    isRepeatable: Bool = true, isSnapshot: Bool = false,
    _ body: @escaping @Sendable (_ run: Statement) throws -> Value
  ) async throws -> Value {
    try await pool.run(isRepeatable: isRepeatable) { connection in
      try connection.runScript(
        isSnapshot ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN", within: Self.quick)
      do {
        let value = try body { sql, values in
          try connection.run(sql, values, within: Self.limit(values))
        }
        try connection.runScript("COMMIT", within: Self.slow)
        return value
      } catch {
        // A connection that does not come out of its transaction is not used again.
        if !((error as? PostgresError)?.endsConnection ?? false) {
          try? connection.runScript("ROLLBACK", within: Self.quick)
        }
        throw error
      }
    }
  }

  /// One statement of a transaction.
  typealias Statement = (_ sql: String, _ values: [PostgresValue]) throws -> PostgresRows

  private static func limit(_ values: [PostgresValue]) -> Duration {
    let bytes = values.reduce(0) { sum, value in
      if case .bytes(let bytes) = value { sum + bytes.count } else { sum }
    }
    return bytes > manyBytes ? slow : quick
  }
}
