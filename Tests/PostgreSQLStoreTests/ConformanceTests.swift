import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(10)))
struct ConformanceTests {
  @Test("jobs", arguments: JobStoreConformance.checks)
  func jobs(_ check: ConformanceCheck) async throws { try await run(check.run) }

  @Test("sweeps", arguments: JobStoreConformance.sweepChecks)
  func sweeps(_ check: SweepCheck) async throws { try await run(check.run) }

  @Test("retention of sweeps", arguments: JobStoreConformance.sweepRetentionChecks)
  func sweepRetention(_ check: SweepCheck) async throws { try await run(check.run) }

  @Test("data sets", arguments: JobStoreConformance.datasetChecks)
  func datasets(_ check: DatasetCheck) async throws { try await run(check.run) }

  @Test("webhooks", arguments: JobStoreConformance.webhookChecks)
  func webhooks(_ check: WebhookCheck) async throws { try await run(check.run) }

  @Test("live points", arguments: JobStoreConformance.livePointChecks)
  func livePoints(_ check: LivePointCheck) async throws { try await run(check.run) }

  @Test("keys", arguments: JobStoreConformance.keyChecks)
  func keys(_ check: KeyCheck) async throws {
    try await run { store, _ in try await check.run(store) }
  }

  /// Runs a check on a database of its own.
  private func run(
    _ check: (PostgreSQLJobStore, ManualTime) async throws -> Void
  ) async throws {
    let time = ManualTime()
    let store = try await PostgreSQLJobStore(
      at: try PostgresServer.shared.get().makeDatabase(), password: PostgresServer.password,
      deadline: PostgresServer.generous, now: { time.now })
    try await check(store, time)
    try await store.close()
  }
}
