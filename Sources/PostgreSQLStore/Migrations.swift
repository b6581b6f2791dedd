import Jobs

/// Brings a database up to date. What is listed here is never changed once released.
enum Migrations {
  /// In their order; their numbers count from 1.
  static let all = [
    SchemaTables.text + "\n" + SchemaTables.service + "\nCREATE SCHEMA symbreak_v1;\n"
      + SchemaFunctions.text,
    SchemaBlobs.text,
    SchemaLivePoints.text,
  ]

  /// How long making everything may take, waiting for another that does so included.
  static let limit = Duration.seconds(120)
  /// Locked while one process migrates: "symbreak" in ASCII.
  private static let lock: Int64 = 0x7379_6d62_7265_616b

  /// Makes what is missing, in one transaction. Throws `newerSchema` where a later version of the program
  /// made the database.
  static func run(_ session: Session, address: PostgresAddress) throws {
    try session.transaction { session in
      try session.runScript(
        """
        SELECT pg_advisory_xact_lock(\(lock));
        -- IF NOT EXISTS would ask for the right to make what is there, which not every start has.
        DO $$ BEGIN
          IF to_regclass('symbreak.migrations') IS NULL THEN
            CREATE SCHEMA IF NOT EXISTS symbreak;
            CREATE TABLE symbreak.migrations (
              number bigint PRIMARY KEY,
              made_at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
          END IF;
        END $$;
        """)
      let made = try session.run(
        "SELECT COALESCE(max(number), 0) AS number FROM symbreak.migrations")
      let count = try made.first?.int("number") ?? 0
      guard count <= all.count else {
        throw JobStoreError.newerSchema(path: address.description)
      }
      for number in count..<all.count {
        try session.runScript(all[number])
        _ = try session.run(
          "INSERT INTO symbreak.migrations (number) VALUES ($1)", [.int(number + 1)])
      }
    }
  }

  /// Looks whether the functions that this version calls are there. Throws `missing` and `olderSchema`.
  static func check(_ session: Session, address: PostgresAddress) throws {
    let number: Int?
    do {
      number = try session.run("SELECT symbreak_v1.schema_number() AS number").first?.int("number")
    } catch let error as PostgresError where error.isOfNothing {
      throw JobStoreError.missing(path: address.description)
    }
    guard let number, number >= all.count else {
      throw JobStoreError.olderSchema(path: address.description)
    }
  }
}
