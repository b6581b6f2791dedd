import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// A database that is not as the program made it, or that its role may not use, says so.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct SchemaFaultTests {
  private let server: PostgresServer
  private let database: String
  private let address: PostgresAddress
  private let visitor: PostgresConnection

  init() throws {
    server = try PostgresServer.shared.get()
    database = try server.makeDatabaseName()
    address = try server.address(database)
    visitor = try server.connection(database)
  }

  private func run(_ sql: String) throws { try visitor.runScript(sql, within: .seconds(30)) }

  private func open(
    _ opening: PostgreSQLJobStore.Opening, as role: String? = nil
  ) async throws -> PostgreSQLJobStore {
    let address =
      try role.map {
        try PostgresAddress("postgres://\($0)@127.0.0.1:\(server.port)/\(database)?sslmode=disable")
      } ?? address
    return try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous,
      opening: opening)
  }

  /// What opening it fails with.
  private func fault(
    _ opening: PostgreSQLJobStore.Opening, as role: String? = nil
  ) async throws -> JobStoreError? {
    do {
      try await open(opening, as: role).close()
      return nil
    } catch {
      return error as? JobStoreError
    }
  }

  @Test(arguments: [
    ("DROP SCHEMA symbreak_v1 CASCADE", "symbreak_v1"),
    ("DROP FUNCTION symbreak_v1.renew", "function symbreak_v1.renew"),
    ("DROP TABLE symbreak.webhook_deliveries CASCADE", "table symbreak.webhook_deliveries"),
    ("DROP VIEW symbreak.job_rows CASCADE", "table symbreak.job_rows"),
    ("DROP SCHEMA symbreak CASCADE", "migrations"),
  ])
  func whatWasDroppedIsNamedAtTheStart(statement: String, part: String) async throws {
    try await open(.migrating).close()
    try run(statement)
    for opening in [PostgreSQLJobStore.Opening.migrating, .visiting, .working] {
      let fault = try await fault(opening)
      guard case .incomplete = fault else {
        Issue.record("\(opening): \(String(describing: fault))")
        continue
      }
      #expect(fault?.description.contains(part) == true, "\(opening): \(fault!)")
      #expect(fault?.description.contains("Restore") == true)
    }
  }

  @Test(arguments: [
    ("symbreak", "CREATE SCHEMA symbreak; CREATE TABLE symbreak.jobs (id text)"),
    ("symbreak", "CREATE SCHEMA symbreak; CREATE TABLE symbreak.migrations (version text)"),
    ("symbreak_v1", "CREATE SCHEMA symbreak_v1"),
  ])
  func anotherProgramsSchemaIsLeftAsItIs(schema: String, statement: String) async throws {
    try run(statement)
    #expect(
      try await fault(.migrating)
        == .foreignSchema(path: address.description, schema: schema))
    let row = try visitor.run(
      """
      SELECT count(*) AS count FROM pg_class
      WHERE relnamespace IN (to_regnamespace('symbreak'), to_regnamespace('symbreak_v1'))
        AND relname <> 'migrations' AND relname <> 'jobs'
      """, within: .seconds(30)
    ).first
    #expect(try row?.integer("count") == 0)
  }

  /// An administrator may have made it for the service.
  @Test func anEmptySchemaIsTaken() async throws {
    try run("CREATE SCHEMA symbreak")
    #expect(try await fault(.migrating) == nil)
  }

  @Test func aMissingRightIsNamedAtTheStart() async throws {
    let role = "\(database)_poor"
    try run("CREATE ROLE \(role) LOGIN PASSWORD '\(PostgresServer.passwordText)'")
    func named(
      _ opening: PostgreSQLJobStore.Opening, _ words: String...
    ) async throws {
      let fault = try await fault(opening, as: role)
      guard case .forbidden = fault else {
        Issue.record("\(opening): \(String(describing: fault))")
        return
      }
      for word in words {
        #expect(fault?.description.contains(word) == true, "\(opening): \(fault!)")
      }
    }
    // No schemas, and no right to make them.
    try await named(.migrating, role, "GRANT CREATE ON DATABASE \"\(database)\" TO \"\(role)\"")
    try await open(.migrating).close()
    // No right to those that are there.
    try await named(.migrating, role, "schema symbreak")
    try await named(.visiting, "schema symbreak_v1")
    try await named(.working, "schema symbreak_v1")
    // A right to some.
    try run(
      """
      GRANT USAGE ON SCHEMA symbreak, symbreak_v1 TO \(role);
      GRANT SELECT ON symbreak.migrations TO \(role);
      GRANT EXECUTE ON FUNCTION symbreak_v1.schema_number TO \(role)
      """)
    try await named(.migrating, role, "function symbreak_v1.", "more")
    try await named(.working, role, "symbreak_v1.claim", "GRANT symbreak_worker TO")
    try run("GRANT symbreak_worker TO \(role)")
    #expect(try await fault(.working, as: role) == nil)
  }

  /// A right that is taken away, or a part that is gone, under a service that runs: of its own kind, and what
  /// was to be stored can be stored when it is back.
  @Test func whatIsTakenAwayCanComeBack() async throws {
    try await open(.migrating).close()
    let role = "\(database)_worker"
    try run(
      """
      CREATE ROLE \(role) LOGIN PASSWORD '\(PostgresServer.passwordText)' IN ROLE symbreak_worker
      """)
    let service = try await open(.migrating)
    _ = try await service.create(Sample.job(1))
    let worker = try await open(.working, as: role)
    let claim = try #require(
      try await worker.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
    // There is one of fewer parameters too, for workers of earlier versions.
    let parameters =
      "(text, bigint, bigint, text, bytea, bigint, text[], bigint[], text[], bytea, text, text, bigint)"
    let settle = {
      try await worker.markSucceeded(claim.lease(step: 1), result: [1], artifacts: [:])
    }
    for (taking, giving, code) in [
      (
        "REVOKE EXECUTE ON FUNCTION symbreak_v1.settle\(parameters) FROM symbreak_worker",
        "GRANT EXECUTE ON FUNCTION symbreak_v1.settle\(parameters) TO symbreak_worker",
        "store_forbidden"
      ),
      (
        "ALTER FUNCTION symbreak_v1.settle\(parameters) RENAME TO settle_away",
        "ALTER FUNCTION symbreak_v1.settle_away\(parameters) RENAME TO settle",
        "store_incomplete"
      ),
    ] {
      try run(taking)
      await #expect {
        try await settle()
      } throws: { error in
        let error = error as? JobStoreError
        return error?.code == code && error?.isTransient == true
          && error?.description.contains("settle") == true
      }
      #expect(worker.trouble?.error.code == code)
      try run(giving)
    }
    try await settle()
    #expect(try await service.job(claim.job.id)?.state == .succeeded)
    #expect(worker.trouble == nil)
    try await worker.close()
    try await service.close()
  }
}
