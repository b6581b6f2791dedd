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

  /// Runs a check on a database of its own.
  private func run(
    _ check: (any JobStore & SweepStore, ManualTime) async throws -> Void
  ) async throws {
    let address = try PostgresServer.shared.get().makeDatabase()
    let time = ManualTime()
    let store = try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, now: { time.now })
    try await check(store, time)
    store.close()
  }
}
