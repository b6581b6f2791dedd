import Jobs

/// Brings a database up to date. What is listed here is never changed once released.
enum Migrations {
  /// In their order; their numbers count from 1.
  static let all = [SchemaTables.text + "\nCREATE SCHEMA symbreak_v1;\n" + SchemaFunctions.text]

  /// Locked while one process migrates: "symbreak" in ASCII.
  private static let lock: Int64 = 0x7379_6d62_7265_616b
  private static let limit = Duration.seconds(120)

  /// Makes what is missing, in one transaction. Throws `newerSchema` where a later version of the program
  /// made the database.
  static func run(on connection: PostgresConnection, address: PostgresAddress) throws {
    try connection.runScript(
      """
      BEGIN;
      SELECT pg_advisory_xact_lock(\(lock));
      CREATE SCHEMA IF NOT EXISTS symbreak;
      CREATE TABLE IF NOT EXISTS symbreak.migrations (
        number bigint PRIMARY KEY,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      """, within: limit)
    do {
      let made = try connection.run(
        "SELECT COALESCE(max(number), 0) AS number FROM symbreak.migrations", within: limit)
      let count = try made.first?.int("number") ?? 0
      guard count <= all.count else {
        throw JobStoreError.newerSchema(path: address.description)
      }
      for number in count..<all.count {
        try connection.runScript(all[number], within: limit)
        _ = try connection.run(
          "INSERT INTO symbreak.migrations (number) VALUES ($1)", [.int(number + 1)],
          within: limit)
      }
      try connection.runScript("COMMIT", within: limit)
    } catch {
      try? connection.runScript("ROLLBACK", within: limit)
      throw error
    }
  }
}
