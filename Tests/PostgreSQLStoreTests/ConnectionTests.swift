import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct ConnectionTests {
  private let server: PostgresServer

  init() throws { server = try PostgresServer.shared.get() }

  private func store(_ address: PostgresAddress) async throws -> PostgreSQLJobStore {
    try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous)
  }

  @Test func aWaitEndsAtItsDeadline() throws {
    let connection = try server.connection()
    let began = ContinuousClock.now
    let error = #expect(throws: PostgresError.self) {
      _ = try connection.run("SELECT pg_sleep(60)", within: .milliseconds(300))
    }
    // Generous: the machine may be busy.
    #expect(ContinuousClock.now - began < .seconds(20))
    #expect(error?.state == nil)
    #expect(error?.refusal.code == "store_unavailable")
  }

  @Test func anErrorLeavesTheConnectionAsItWas() throws {
    let connection = try server.connection()
    let error = #expect(throws: PostgresError.self) {
      _ = try connection.run("SELECT 1 / $1::bigint", [.integer(0)], within: .seconds(30))
    }
    #expect(error?.state == "22012")
    let row = try connection.run(
      "SELECT $1::bigint AS n, $2::text AS t", [.integer(-7), .text("ü\"\\")], within: .seconds(30)
    ).first
    #expect(try row?.integer("n") == -7)
    #expect(try row?.text("t") == "ü\"\\")
  }

  @Test func aZeroByteIsRefusedAndNotCut() throws {
    let connection = try server.connection()
    #expect(throws: PostgresError.self) {
      _ = try connection.run("SELECT $1::text", [.text("a\0b")], within: .seconds(30))
    }
  }

  @Test func aStoreGoesOnWhenItsConnectionsAreCutOff() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(server.address(database))
    _ = try await store.create(Sample.job(1))
    for number in 2...4 {
      try server.connection().runScript(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND datname = '\(database)'
        """, within: .seconds(30))
      _ = try await store.create(Sample.job(number))
    }
    #expect(try await store.load().queued == 4)
    try await store.close()
    await #expect(throws: JobStoreError.closed) { try await store.load() }
  }

  /// The right to call what a worker calls, and to read or change nothing else.
  @Test func aWorkersRoleMayClaimAndReadsNoTable() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(server.address(database))
    _ = try await store.create(Sample.job(1))
    let connection = try server.connection(database)
    try connection.runScript("SET ROLE symbreak_worker", within: .seconds(30))
    func refused(_ sql: String) -> Bool {
      do {
        _ = try connection.run(sql, within: .seconds(30))
        return false
      } catch {
        return error.state == "42501"
      }
    }
    #expect(refused("SELECT 1 FROM symbreak.jobs"))
    #expect(refused("DELETE FROM symbreak.ready"))
    #expect(refused("SELECT symbreak_v1.request_cancel('\(Sample.id(1))', NULL, NULL)"))
    #expect(refused("SELECT symbreak_v1.remove('{1}')"))
    let row = try connection.run(
      """
      SELECT (job).id FROM symbreak_v1.claim('p', 1, 30000, 0, true, 1, 0, NULL, NULL, NULL)
      """, within: .seconds(30)
    ).first
    #expect(try row?.text("id") == Sample.id(1).rawValue)
    #expect(try await store.job(Sample.id(1))?.state == .running)
    try await store.close()
  }

  /// Such a role does all that a worker does, through functions alone.
  @Test func aWorkerNeedsNoMoreThanItsRole() async throws {
    let database = try server.makeDatabaseName()
    let service = try await store(server.address(database))
    let dataset = Sample.dataset(1)
    guard case .created = try await service.insert(dataset) else { return }
    _ = try await service.create((1...4).map { Sample.job($0) })
    try server.connection(database).runScript(
      "CREATE ROLE \(database)_worker LOGIN PASSWORD 'of a worker' IN ROLE symbreak_worker",
      within: .seconds(30))
    let address = try PostgresAddress(
      "postgres://\(database)_worker@127.0.0.1:\(server.port)/\(database)?sslmode=disable")
    let password = PostgresPassword.text("of a worker")
    let store = try await PostgreSQLJobStore(
      at: address, password: password, deadline: PostgresServer.generous, opening: .working)
    let claims = try await store.claim(worker: Sample.worker, limit: 4, lease: Sample.lease)
    let leases = claims.map { $0.lease(step: 5) }
    #expect(try await store.renew(leases, lease: Sample.lease).values.allSatisfy { $0 == .renewed })
    try await store.saveCheckpoint(leases[0], parts: ["state": [1]])
    #expect(try await store.checkpoint(of: claims[0].job.id)?.parts == ["state": [1]])
    try await store.discardCheckpoint(leases[0])
    try await store.markSucceeded(leases[0], result: [1], artifacts: ["a": [2]])
    try await store.markFailed(leases[1], error: JobError(code: "c", message: "m"))
    try await store.markCancelled(leases[2])
    #expect(try await store.release(leases[3]) == .queued)
    #expect(try await store.requeueExpired(by: "worker-a", holding: []) == Requeueing())
    #expect(
      try await store.content(of: dataset.id, owner: JobOwner.local) == dataset.content)
    #expect(
      try await store.dataset(dataset.id, of: JobOwner.local)
        == service.dataset(dataset.id, of: JobOwner.local))
    await store.lookAfter()
    #expect(store.trouble == nil)
    // And none of what it does not.
    await #expect(throws: JobStoreError.self) { try await store.job(Sample.id(1)) }
    await #expect(throws: JobStoreError.self) { try await store.create(Sample.job(5)) }
    await #expect(throws: JobStoreError.self) { try await store.keys() }
    await #expect(throws: JobStoreError.self) {
      try await PostgreSQLJobStore(at: address, password: password)
    }
    #expect(try await service.counts()[.succeeded] == 1)
    try await store.close()
    try await service.close()
  }

  /// As databases come from providers: their owner may make no roles.
  @Test func anOwnerWithoutFurtherRightsMakesTheTables() async throws {
    let database = try server.makeDatabaseName()
    try server.connection().runScript(
      "CREATE ROLE \(database)_owner LOGIN PASSWORD 'of an owner'", within: .seconds(30))
    try server.connection().runScript(
      "ALTER DATABASE \(database) OWNER TO \(database)_owner", within: .seconds(30))
    let address = try PostgresAddress(
      "postgres://\(database)_owner@127.0.0.1:\(server.port)/\(database)?sslmode=disable")
    let store = try await PostgreSQLJobStore(
      at: address, password: .text("of an owner"), deadline: PostgresServer.generous)
    _ = try await store.create(Sample.job(1))
    #expect(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).count == 1)
    try await store.close()
    // Later starts make nothing, and need not have the right to.
    try server.connection().runScript(
      "ALTER DATABASE \(database) OWNER TO CURRENT_USER", within: .seconds(30))
    let again = try await PostgreSQLJobStore(
      at: address, password: .text("of an owner"), deadline: PostgresServer.generous)
    #expect(try await again.counts()[.running] == 1)
    try await again.close()
  }

  @Test func aVisitorChangesNothing() async throws {
    let database = try server.makeDatabaseName()
    let address = try server.address(database)
    func visit() async throws {
      try await PostgreSQLJobStore(
        at: address, password: PostgresServer.password, opening: .visiting
      ).close()
    }
    await #expect(throws: JobStoreError.missing(path: address.description)) { try await visit() }
    try await store(address).close()
    try await visit()
    let connection = try server.connection(database)
    // Those of a later version are there beside this one's.
    try connection.runScript(
      "INSERT INTO symbreak.migrations (number) VALUES (1000)", within: .seconds(30))
    try await visit()
    try connection.runScript("DELETE FROM symbreak.migrations", within: .seconds(30))
    await #expect(throws: JobStoreError.olderSchema(path: address.description)) {
      try await visit()
    }
  }

  @Test func aNewerSchemaIsRefusedAndLeftAsItIs() async throws {
    let database = try server.makeDatabaseName()
    let address = try server.address(database)
    try await store(address).close()
    // Again is no change.
    try await store(address).close()
    let connection = try server.connection(database)
    try connection.runScript(
      "INSERT INTO symbreak.migrations (number) VALUES (1000)", within: .seconds(30))
    await #expect(throws: JobStoreError.newerSchema(path: address.description)) {
      try await store(address)
    }
  }

  @Test func severalThatBeginTogetherMakeOneSchema() async throws {
    let address = try server.makeDatabase()
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await store(address).close() } }
      try await group.waitForAll()
    }
    #expect(try await store(address).load() == QueueLoad())
  }

  /// Either the client's word or the worker's counts, and never both.
  @Test func aCancellingAndAResultThatMeetHaveOneOutcome() async throws {
    let address = try server.makeDatabase()
    let (first, second) = (try await store(address), try await store(address))
    for number in 1...100 {
      _ = try await first.create(Sample.job(number))
      let claim = try await first.claim(
        worker: Sample.worker, limit: 1, lease: Sample.lease)[0]
      async let outcome = second.requestCancel(claim.job.id)
      async let ended: Void = first.markSucceeded(
        claim.lease(step: 100), result: [1], artifacts: [:])
      try await ended
      let answer = try await outcome
      #expect(answer == .requested || answer == .alreadyFinished(.succeeded))
      #expect(try await first.job(claim.job.id)?.state == .succeeded)
    }
    try await first.close()
    try await second.close()
  }

  @Test func claimersOfSeveralStoresShareTheQueue() async throws {
    let address = try server.makeDatabase()
    let stores = [try await store(address), try await store(address)]
    _ = try await stores[0].create((1...400).map { Sample.job($0, batchKey: "\($0 % 7)") })
    let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
      for number in 0..<8 {
        group.addTask {
          let (store, worker) = (stores[number % 2], WorkerID(rawValue: "process-\(number)/0"))
          var mine: [JobID] = []
          while true {
            let claims = try await store.claim(worker: worker, limit: 5, lease: Sample.lease)
            if claims.isEmpty {
              if try await store.load().queued == 0 { return mine }
              continue
            }
            for claim in claims {
              try await store.markSucceeded(claim.lease(step: 1), result: [1], artifacts: [:])
            }
            mine += claims.map(\.job.id)
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(claimed.count == 400)
    #expect(Set(claimed) == Set((1...400).map(Sample.id)))
    #expect(try await stores[1].counts()[.succeeded] == 400)
    #expect(try await stores[1].usage(of: nil).jobs == 400)
    for store in stores { try await store.close() }
  }
}
