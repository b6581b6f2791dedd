import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// Several processes at one database: each has a store of its own.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct SharedStoreTests {
  private let server: PostgresServer

  init() throws { server = try PostgresServer.shared.get() }

  private func stores(_ database: String) async throws -> [PostgreSQLJobStore] {
    var stores: [PostgreSQLJobStore] = []
    for _ in 1...2 {
      stores.append(
        try await PostgreSQLJobStore(
          at: server.address(database), password: PostgresServer.password,
          deadline: PostgresServer.generous))
    }
    return stores
  }

  @Test func oneKeyIsOneJobAtEveryProcess() async throws {
    let stores = try await stores(server.makeDatabaseName())
    let made = try await withThrowingTaskGroup { group in
      for number in 1...100 {
        group.addTask {
          try await stores[number % 2].create(
            Sample.job(number, idempotencyKey: "key", digest: "same"))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(made.map(\.job.id)).count == 1)
    let new = made.filter { if case .created = $0 { true } else { false } }
    #expect(new.count == 1)
    #expect(try await stores[0].load().queued == 1)
    for store in stores { try await store.close() }
  }

  /// As behind another large sweep of the owner: processes that follow all jobs look for those that were
  /// handed in lately, and would not find one whose moment was long ago when it came.
  @Test func aSweepThatWaitedForItsOwnerIsNew() async throws {
    let database = try server.makeDatabaseName()
    let stores = try await stores(database)
    _ = try await stores[0].create(Sample.job(1))
    let other = try server.connection(database)
    try other.runScript(
      "BEGIN; SELECT FROM symbreak.owner_usage FOR UPDATE", within: .seconds(30))
    async let creation = stores[0].create(Sample.sweep(1, jobs: 2...4))
    // Until it waits.
    let waits = "SELECT FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
    while try server.connection(database).run(waits, [], within: .seconds(30)).count == 0 {
      try await Task.sleep(for: .milliseconds(20))
    }
    try await Task.sleep(for: .milliseconds(300))
    let free = try await stores[1].revisions(of: [], following: .none, limit: 1).asOf
    try other.runScript("COMMIT", within: .seconds(30))
    #expect(try await creation.sweep.createdAt >= free)
    for store in stores { try await store.close() }
  }

  @Test func aQuotaHoldsForAllProcessesTogether() async throws {
    let stores = try await stores(server.makeDatabaseName())
    let taken = try await withThrowingTaskGroup { group in
      for number in 1...60 {
        group.addTask {
          var job = Sample.job(number)
          job.quota = JobQuota(queued: 20, cost: 1e9)
          do {
            _ = try await stores[number % 2].create(job)
            return 1
          } catch JobStoreError.quotaExceeded(.queued) { return 0 }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(taken == 20)
    #expect(try await stores[0].load().queued == 20)
    for store in stores { try await store.close() }
  }

  /// Workers settle and renew at one process while a client at the other cancels the sweep: each job ends
  /// once and is told of once, and so is the sweep, whichever of its jobs was the last.
  @Test func aSweepThatIsCancelledUnderItsWorkersTellsOfEachEndOnce() async throws {
    let database = try server.makeDatabaseName()
    let stores = try await stores(database)
    let webhook = NewWebhook(
      id: WebhookID.make(now: ManualTime.start) { 7 }, owner: JobOwner.local, key: nil,
      url: "https://one.example/", secret: [1], events: Set(WebhookEvent.allCases), limit: 9)
    _ = try #require(try await stores[0].insert(webhook))
    let (rounds, size) = (6, 60)
    for round in 1...rounds {
      let first = round * size
      let sweep = Sample.sweep(round, jobs: first...(first + size - 1))
      _ = try await stores[0].create(sweep)
      try await withThrowingTaskGroup { group in
        for slot in 1...4 {
          group.addTask { try await work(stores[slot % 2], "process-\(slot)/0") }
        }
        group.addTask {
          try await Task.sleep(for: .milliseconds(10 * round))
          _ = try await stores[1].requestCancel(sweep.id)
        }
        try await group.waitForAll()
      }
      let counts = try #require(try await stores[0].sweep(sweep.id)?.counts)
      #expect(counts[.succeeded, default: 0] + counts[.cancelled, default: 0] == size)
    }
    let row = try server.connection(database).run(
      """
      SELECT count(*) FILTER (WHERE event = 'sweep.finished') AS sweeps,
        count(*) FILTER (WHERE event <> 'sweep.finished') AS jobs,
        count(DISTINCT subject) AS subjects
      FROM symbreak.webhook_deliveries
      """, within: .seconds(30)
    ).first
    #expect(try row?.integer("sweeps") == Int64(rounds))
    #expect(try row?.integer("jobs") == Int64(rounds * size))
    #expect(try row?.integer("subjects") == Int64(rounds * size + rounds))
    for store in stores { try await store.close() }
  }

  /// Of the last two jobs, one ends while the other's end is under way.
  @Test func aSweepIsToldOfWhenItsLastJobsEndAtOnce() async throws {
    let database = try server.makeDatabaseName()
    let stores = try await stores(database)
    let webhook = NewWebhook(
      id: WebhookID.make(now: ManualTime.start) { 7 }, owner: JobOwner.local, key: nil,
      url: "https://one.example/", secret: [1], events: [.sweepFinished], limit: 9)
    _ = try #require(try await stores[0].insert(webhook))
    _ = try await stores[0].create(Sample.sweep(1, jobs: 1...2))
    let claims = try await stores[0].claim(worker: Sample.worker, limit: 2, lease: Sample.lease)
    let visitor = try server.connection(database)
    try visitor.runScript("BEGIN", within: .seconds(30))
    _ = try visitor.run(
      """
      SELECT symbreak_v1.settle($1, 1, 1, 'cancelled', NULL, NULL, '{}', '{}', '', NULL, NULL, NULL)
      """, [.text(claims[0].job.id.rawValue)], within: .seconds(30))
    let ending = Task { try await stores[1].markCancelled(claims[1].lease(step: 1)) }
    // It waits for the other, or has ended without.
    for _ in 1...100 {
      let waiting = try server.connection(database).run(
        "SELECT FROM pg_stat_activity WHERE datname = '\(database)' AND wait_event_type = 'Lock'",
        within: .seconds(30)
      ).count
      if waiting > 0 { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    try visitor.runScript("COMMIT", within: .seconds(30))
    try await ending.value
    #expect(try await stores[0].pendingDeliveries() == 1)
    for store in stores { try await store.close() }
  }

  /// Works off what waits.
  private func work(_ store: PostgreSQLJobStore, _ worker: String) async throws {
    while true {
      let claims = try await store.claim(
        worker: WorkerID(rawValue: worker), limit: 3, lease: Sample.lease)
      if claims.isEmpty { return }
      for claim in claims {
        let lease = claim.lease(step: 1)
        let answer = try await store.renew([lease], lease: Sample.lease)[claim.job.id]
        if answer == .cancelRequested {
          try await store.markCancelled(lease)
        } else {
          try await store.markSucceeded(lease, result: [1], artifacts: [:])
        }
      }
    }
  }
}
