import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct ConformanceTests {
  @Test("in a file", arguments: JobStoreConformance.checks)
  func file(_ check: ConformanceCheck) async throws {
    let database = try TemporaryDatabase()
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .file(database.path), clock: .manual { time.now })
    try await check.run(store, time)
    try await store.close()
  }

  @Test("in memory", arguments: JobStoreConformance.checks)
  func memory(_ check: ConformanceCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("held by one process", arguments: JobStoreConformance.exclusiveChecks)
  func exclusive(_ check: ConformanceCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("data sets in a file", arguments: JobStoreConformance.datasetChecks)
  func datasetsInAFile(_ check: DatasetCheck) async throws {
    let database = try TemporaryDatabase()
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .file(database.path), clock: .manual { time.now })
    try await check.run(store, time)
    try await store.close()
  }

  @Test("data sets in memory", arguments: JobStoreConformance.datasetChecks)
  func datasetsInMemory(_ check: DatasetCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("retention of sweeps", arguments: JobStoreConformance.sweepRetentionChecks)
  func sweepRetention(_ check: SweepCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("sweeps in a file", arguments: JobStoreConformance.sweepChecks)
  func sweepsInAFile(_ check: SweepCheck) async throws {
    let database = try TemporaryDatabase()
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .file(database.path), clock: .manual { time.now })
    try await check.run(store, time)
    try await store.close()
  }

  @Test("sweeps in memory", arguments: JobStoreConformance.sweepChecks)
  func sweepsInMemory(_ check: SweepCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("webhooks in a file", arguments: JobStoreConformance.webhookChecks)
  func webhooksInAFile(_ check: WebhookCheck) async throws {
    let database = try TemporaryDatabase()
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .file(database.path), clock: .manual { time.now })
    try await check.run(store, time)
    try await store.close()
  }

  @Test("webhooks in memory", arguments: JobStoreConformance.webhookChecks)
  func webhooksInMemory(_ check: WebhookCheck) async throws {
    let time = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
    try await check.run(store, time)
  }

  @Test("keys in a file", arguments: JobStoreConformance.keyChecks)
  func keysInAFile(_ check: KeyCheck) async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    try await check.run(store)
    try await store.close()
  }
}
