import Foundation
import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// What claims cost, and many of them at once.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(20)))
struct QueueLoadTests {
  private let server: PostgresServer

  init() throws { server = try PostgresServer.shared.get() }

  /// A snapshot that is held keeps what is gone in the indices: the head of the queue is found all the same
  /// without reading that.
  @Test func claimsStayCheapBesideASnapshotThatIsHeld() async throws {
    let database = try server.makeDatabaseName()
    let store = try await PostgreSQLJobStore(
      at: server.address(database), password: PostgresServer.password,
      deadline: PostgresServer.generous)
    for first in stride(from: 1, through: 3000, by: 500) {
      _ = try await store.create((first..<(first + 500)).map { Sample.job($0, batchKey: "\($0)") })
    }
    let visitor = try server.connection(database)
    try visitor.runScript(
      "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM symbreak.ready",
      within: .seconds(30))
    let connection = try server.connection(database)
    var (low, held) = ("NULL", "NULL")
    func claim() -> String {
      "SELECT rank::text, held::text, (job).id FROM symbreak_v1.claim("
        + "'p', 1, 600000, 0, true, 1, 0, \(low), \(held), NULL)"
    }
    func blocks() throws -> Int {
      let plan = try connection.run(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + claim(), within: .seconds(60))
      let text = try #require(try plan.first?.text("QUERY PLAN"))
      let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
      let node = try #require(document?.first?["Plan"] as? [String: Any])
      return ["Shared Hit Blocks", "Shared Read Blocks"].reduce(0) { $0 + (node[$1] as? Int ?? 0) }
    }
    var measured: [Int] = []
    for number in 1...2000 {
      let row = try #require(try connection.run(claim(), within: .seconds(60)).first)
      (low, held) = (try #require(try row.text("rank")), try #require(try row.text("held")))
      let id = try #require(try row.text("id"))
      _ = try connection.run(
        """
        SELECT symbreak_v1.settle('\(id)', 1, 1, 'succeeded', '\\x01', NULL, '{}', '{}', '', NULL,
          NULL, NULL)
        """, within: .seconds(60))
      if number % 200 == 0 { measured.append(try blocks()) }
    }
    #expect(measured.allSatisfy { $0 < 100 }, "\(measured)")
    #expect(try #require(measured.last) < measured[0] + 20, "\(measured)")
    // What it would be without the marks.
    let marked = try #require(measured.last)
    (low, held) = ("NULL", "NULL")
    let unmarked = try blocks()
    #expect(unmarked > marked + 30, "\(unmarked) against \(marked)")
    try await store.close()
  }

  /// Sixteen workers on 10,000 jobs; for when the store has changed, not for every run: with
  /// CLAIM_STORM=1 in the environment.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CLAIM_STORM"] != nil))
  func manyClaimersShareALongQueue() async throws {
    let database = try server.makeDatabaseName()
    var stores: [PostgreSQLJobStore] = []
    for _ in 1...4 {
      stores.append(
        try await PostgreSQLJobStore(
          at: server.address(database), password: PostgresServer.password,
          deadline: PostgresServer.generous))
    }
    let total = 10_000
    for first in stride(from: 1, through: total, by: 1000) {
      _ = try await stores[0].create(
        (first..<(first + 1000)).map { Sample.job($0, batchKey: "\($0 % 50)") })
    }
    let crowd = WorkerCrowd(stores: stores, count: 16, limit: 8, lease: .seconds(60))
    let began = ContinuousClock.now
    let claimed = try await crowd.run(total: total)
    print("\(total) jobs in \(ContinuousClock.now - began), \(crowd.failureCount) failures")
    #expect(claimed.count == total)
    #expect(claimed.values.allSatisfy { $0 == 1 })
    #expect(crowd.failureCount == 0)
    #expect(try await stores[0].load() == QueueLoad())
    for store in stores { try await store.close() }
  }
}
