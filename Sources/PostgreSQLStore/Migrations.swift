import Jobs

/// Brings a database up to date. What is listed here is never changed once released.
enum Migrations {
  /// In their order; their numbers count from 1.
  static let all = [
    SchemaTables.text + "\n" + SchemaTables.service + "\nCREATE SCHEMA symbreak_v1;\n"
      + SchemaFunctions.text,
    SchemaBlobs.text,
    SchemaLivePoints.text,
    SchemaChanges.text,
  ]

  /// How long making everything may take, waiting for another that does so included.
  static let limit = Duration.seconds(120)
  /// Locked while one process migrates: "symbreak" in ASCII.
  private static let lock: Int64 = 0x7379_6d62_7265_616b

  /// Makes what is missing, in one transaction. Throws `newerSchema` where a later version of the program
  /// made the database, `foreignSchema` where another program did, `incomplete` where parts of it are gone,
  /// `forbidden` where the role has no right to make or to use it.
  static func run(_ all: [String], _ session: Session, address: PostgresAddress) throws {
    try session.transaction(isBounded: false) { session in
      try session.runScript("SELECT pg_advisory_xact_lock(\(lock))")
      let check = SchemaCheck(session, address: address)
      try check.begins()
      try session.runScript(
        """
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
      try check.isWhole(SchemaParts(of: all), reading: true)
    }
  }

  /// Looks whether the functions that this version calls are there, and the role may call them. Throws
  /// `missing`, `olderSchema`, `incomplete` and `forbidden`.
  ///
  /// - Parameter isWorker: whether the role has to be allowed what a worker does.
  static func check(_ session: Session, address: PostgresAddress, isWorker: Bool) throws {
    let check = SchemaCheck(session, address: address)
    let number: Int?
    do {
      number = try session.run("SELECT symbreak_v1.schema_number() AS number").first?.int("number")
    } catch let error as PostgresError where error.isOfNothing {
      // A function that is there and finds no table, or a list of what was made without the function.
      if try error.state == "42P01" || check.hasList() {
        throw JobStoreError.incomplete(reason: "\(address): \(error)")
      }
      throw JobStoreError.missing(path: address.description)
    }
    guard let number, number >= all.count else {
      throw JobStoreError.olderSchema(path: address.description)
    }
    var parts = SchemaParts(of: all)
    // A later version may do without some; what workers call is there for those of earlier ones.
    if number > all.count { parts = parts.ofWorkers }
    try check.isWhole(parts, reading: false)
    if isWorker { try check.mayUse(parts.ofWorkers) }
  }
}
