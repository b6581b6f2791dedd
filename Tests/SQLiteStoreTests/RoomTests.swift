import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct RoomTests {
  private static func noise(_ count: Int) -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Fills a store with ended jobs until it refuses one; how many it took.
  private static func fill(_ store: SQLiteJobStore) async throws -> Int {
    for number in 0..<1000 {
      var job = Sample.job(number)
      job.spec = noise(100_000)
      do {
        _ = try await store.create(job)
      } catch JobStoreError.full {
        return number
      }
      _ = try await store.requestCancel(job.id)
    }
    throw ConformanceProblem(description: "the store never became full")
  }

  private struct ConformanceProblem: Error { let description: String }

  @Test func atItsLimitAStoreCanBeRelieved() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path), maximumBytes: 8 << 20)
    #expect(store.room == .open)
    let count = try await Self.fill(store)
    #expect(count > 50)
    // What is small still fits, until nothing does.
    var small = 2000
    while store.room == .open {
      var job = Sample.job(small)
      job.spec = Self.noise(5000)
      do { _ = try await store.create(job) } catch JobStoreError.full { break }
      small += 1
    }
    for number in 0..<5 { #expect(try await store.delete(Sample.id(number)) == .deleted) }
    #expect(store.room == .open)
    var job = Sample.job(5000)
    job.spec = Self.noise(100_000)
    _ = try await store.create(job)
    #expect(try await store.job(job.id)?.spec == job.spec)
    try await store.close()
    #expect(try database.bytes("").count <= 8 << 20)
  }

  @Test func runningJobsCanEndAtTheLimitAndQueuedOnesWait() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path), maximumBytes: 8 << 20)
    let claim = try #require(
      await { () -> Claim? in
        _ = try await store.create(Sample.job(4001))
        return try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first
      }())
    _ = try await store.create(Sample.job(4002))
    let count = try await Self.fill(store)
    #expect(count > 50)
    // A result that would not fit below what is new may fill.
    try await store.markSucceeded(
      claim.lease(step: 100), result: Self.noise(400_000), artifacts: [:])
    #expect(try await store.job(claim.job.id)?.state == .succeeded)
    #expect(store.room == .closed(.limit))
    #expect(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).isEmpty)
    await #expect(throws: JobStoreError.full) { try await store.create(Sample.job(3000)) }
    for number in 0..<10 { _ = try await store.delete(Sample.id(number)) }
    #expect(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).map(\.job.id)
        == [Sample.id(4002)])
    try await store.close()
  }

  @Test func roomIsGivenBackWhileTheStoreIsOpen() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    for number in 0..<80 {
      var job = Sample.job(number)
      job.spec = Self.noise(100_000)
      _ = try await store.create(job)
      _ = try await store.requestCancel(job.id)
    }
    func pages() async throws -> Int {
      try await store.write { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    }
    #expect(try await pages() > 1900)
    for number in 0..<80 { _ = try await store.delete(Sample.id(number)) }
    // Some pages are kept for the next jobs.
    for _ in 0..<10_000 where try await pages() > 400 { await Task.yield() }
    #expect(try await pages() <= 400)
    try await store.close()
    #expect(try database.bytes("").count <= 400 * 4096)
  }

  @Test func aDatabaseOfAnEarlierVersionIsBroughtUpToDate() async throws {
    let database = try TemporaryDatabase()
    let queue = try DatabaseQueue(path: database.path)
    try Schema.migrator.migrate(queue, upTo: "sweeps")
    try await queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO jobs (id, state, batch_key, steps, created_at, started_at, finished_at, owner)
            VALUES (?, 'succeeded', 'b', 5, 1, 2, 3, 'ada'), (?, 'queued', 'b', 5, 1, NULL, NULL, 'ada');
          INSERT INTO specs (sequence, digest, scheme, body) VALUES (1, 'd', 's', x'7b7d');
          INSERT INTO specs (sequence, digest, scheme, body) VALUES (2, 'e', 's', x'7b7d20');
          INSERT INTO results (sequence, body) VALUES (1, x'7b7d');
          INSERT INTO artifacts (sequence, name, body)
            VALUES (1, 'a', x'010203'), (1, 'b', x'0405');
          """, arguments: [Sample.id(1).rawValue, Sample.id(2).rawValue])
    }
    try queue.close()
    let store = try SQLiteJobStore(at: .file(database.path))
    #expect(try await store.job(Sample.id(1))?.storedBytes == 9)
    #expect(try await store.job(Sample.id(2))?.spec == Array("{} ".utf8))
    #expect(try await store.usage(of: "ada") == StoredUsage(jobs: 2, bytes: 12))
    #expect(
      try await store.write { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
    #expect(try await store.delete(Sample.id(1)) == .deleted)
    #expect(try await store.usage(of: "ada") == StoredUsage(jobs: 1, bytes: 3))
    try await store.close()
  }
}
