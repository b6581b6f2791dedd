import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// What a caller has given up is given up by the server too. With POOLER=1 past PgBouncer as well.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct GivenUpTests {
  private let server: PostgresServer
  private let database: String
  /// Keeps others out of what they want; in a transaction from the first lock on.
  private let visitor: PostgresConnection

  init() throws {
    server = try PostgresServer.shared.get()
    database = try server.makeDatabaseName()
    visitor = try server.connection(database)
  }

  private func store(within deadline: Duration) async throws -> PostgreSQLJobStore {
    // Its tables are made in a time that a busy machine may need.
    try await PostgreSQLJobStore(
      at: server.address(database), password: PostgresServer.password
    ).close()
    return try await PostgreSQLJobStore(
      at: server.address(database, isDirect: false), password: PostgresServer.password,
      deadline: deadline)
  }

  private func lock(_ table: String) throws {
    try visitor.runScript(
      "BEGIN; LOCK TABLE symbreak.\(table) IN ACCESS EXCLUSIVE MODE", within: .seconds(30))
  }

  /// How many statements wait for a lock in this database.
  private func waiting() throws -> Int64 {
    try server.connection().run(
      """
      SELECT count(*) AS count FROM pg_stat_activity
      WHERE datname = '\(database)' AND wait_event_type = 'Lock'
      """, within: .seconds(30)
    ).first?.integer("count") ?? 0
  }

  @Test func nothingWaitsOnTheServerWhenItsCallerDoesNot() async throws {
    let store = try await store(within: .seconds(1))
    _ = try await store.create(Sample.job(1))
    try lock("jobs")
    // Alone, in a transaction, in a function.
    let calls: [@Sendable () async throws -> Void] = [
      { _ = try await store.job(Sample.id(1)) },
      { _ = try await store.jobs(matching: JobFilter(), after: nil, limit: 1) },
      { _ = try await store.create(Sample.job(2)) },
      { _ = try await store.delete(Sample.id(1)) },
      { _ = try await store.counts() },
    ]
    for call in calls {
      let began = ContinuousClock.now
      await #expect {
        try await call()
      } throws: {
        ($0 as? JobStoreError)?.code == "store_unavailable"
      }
      // Generous: the machine may be busy.
      #expect(ContinuousClock.now - began < .seconds(20))
    }
    // Long before the lock is given free. Those who gave up are on their way.
    var left = try waiting()
    for _ in 0..<50 where left > 0 {
      try await Task.sleep(for: .milliseconds(100))
      left = try waiting()
    }
    #expect(left == 0)
    try visitor.runScript("COMMIT", within: .seconds(30))
    #expect(try await store.job(Sample.id(2)) == nil)
    try await store.close()
  }

  /// A claim that nobody hears of is a lease that nobody holds.
  @Test func whatWasGivenUpIsNotDoneLater() async throws {
    let store = try await store(within: .seconds(1))
    _ = try await store.create((1...2).map { Sample.job($0) })
    let held = try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)[0]
    try lock("leases")
    await #expect(throws: JobStoreError.self) {
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)
    }
    await #expect(throws: JobStoreError.self) {
      try await store.markSucceeded(held.lease(step: 1), result: [1], artifacts: [:])
    }
    try visitor.runScript("COMMIT", within: .seconds(30))
    // Time for those who would still wait.
    try await Task.sleep(for: .seconds(1))
    #expect(try await store.job(Sample.id(2))?.state == .queued)
    #expect(try await store.job(Sample.id(1))?.state == .running)
    // And the calls again do what they are for.
    try await store.markSucceeded(held.lease(step: 1), result: [1], artifacts: [:])
    #expect(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).map(\.job.id)
        == [Sample.id(2)])
    try await store.close()
  }

  /// The time of one call does not stay with a connection that others are given next.
  @Test func theTimeIsThatOfOneCall() async throws {
    let store = try await store(within: .seconds(2))
    for number in 1...8 {
      _ = try await store.create(Sample.job(number))
      _ = try await store.job(Sample.id(number))
    }
    let other = try PostgresConnection(
      server.address(database, isDirect: false).parameters(password: PostgresServer.passwordText),
      within: .seconds(30))
    for _ in 0..<8 {
      let row = try other.run(
        "SELECT current_setting('statement_timeout') AS setting", within: .seconds(30)
      ).first
      #expect(try row?.text("setting") == "0")
    }
    try await store.close()
  }

  /// Making the tables may take what it takes, whatever the database's owner allows statements.
  @Test func aMigrationIsNotGivenUp() async throws {
    try server.connection().runScript(
      """
      ALTER DATABASE \(database) SET statement_timeout = '300ms';
      ALTER DATABASE \(database) SET lock_timeout = '300ms'
      """, within: .seconds(30))
    // As another that migrates: "symbreak" in ASCII.
    try visitor.runScript(
      "BEGIN; SELECT pg_advisory_xact_lock(\(0x7379_6d62_7265_616b))", within: .seconds(30))
    let opening = Task { [server, database] in
      try await PostgreSQLJobStore(
        at: server.address(database), password: PostgresServer.password,
        deadline: PostgresServer.generous)
    }
    try await Task.sleep(for: .seconds(1))
    try visitor.runScript("COMMIT", within: .seconds(30))
    let store = try await opening.value
    #expect(try await store.load() == QueueLoad())
    try await store.close()
  }
}
