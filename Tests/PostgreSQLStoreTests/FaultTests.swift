import JobStoreConformance
import Jobs
import PostgreSQLStore
import Synchronization
import Testing

/// What happens when the server is away, does not answer or takes no writes. On a server of its own.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(10)))
struct FaultTests {
  private static let server = Result { try PostgresServer() }
  private let server: PostgresServer

  init() throws { server = try Self.server.get() }

  private func store(
    _ database: String, deadline: Duration = .seconds(5),
    events: @escaping StoreEventSink = { _ in }
  ) async throws -> PostgreSQLJobStore {
    try await PostgreSQLJobStore(
      at: server.address(database), password: PostgresServer.password, deadline: deadline,
      events: events)
  }

  /// Changes a setting of the server for as long as `body` runs, also where it takes no writes then.
  private func with(
    _ setting: String, _ value: String, _ body: () async throws -> Void
  ) async throws {
    func run(_ sql: String) throws {
      try PostgresConnection(
        server.address(options: "sslmode=disable&target_session_attrs=any")
          .parameters(password: PostgresServer.passwordText), within: .seconds(30)
      ).runScript(sql, within: .seconds(30))
    }
    try run("ALTER SYSTEM SET \(setting) = '\(value)'")
    try run("SELECT pg_reload_conf()")
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try run("ALTER SYSTEM RESET \(setting)")
    try run("SELECT pg_reload_conf()")
    try result.get()
  }

  /// Calls `body` until it throws `unavailable`; how long that call took.
  private func untilUnavailable(_ body: (Int) async throws -> Void) async throws -> Duration {
    for number in 1...1000 {
      let began = ContinuousClock.now
      do {
        try await body(number)
        try await Task.sleep(for: .milliseconds(20))
      } catch JobStoreError.unavailable {
        return ContinuousClock.now - began
      }
    }
    throw Failure()
  }

  private struct Failure: Error {}

  /// Calls `body` until it no longer throws `unavailable`.
  private func untilAvailable<Value>(_ body: () async throws -> Value) async throws -> Value {
    for _ in 1...1000 {
      do { return try await body() } catch JobStoreError.unavailable {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    throw Failure()
  }

  /// A commit waits for a standby that is not there for ever: whoever waits for it hears within the
  /// deadline that nobody knows, and the same call later settles it.
  @Test func aCommitThatWaitsForAStandbyEndsAtTheDeadline() async throws {
    let told = Mutex<[String]>([])
    let store = try await store(try server.makeDatabaseName(), deadline: .seconds(2)) { event in
      switch event {
      case .failed(let error, _, _): told.withLock { $0.append(error.code) }
      case .recovered: told.withLock { $0.append("recovered") }
      default: break
      }
    }
    _ = try await store.create(Sample.job(0))
    let claim = try #require(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
    let settle = {
      try await store.markSucceeded(claim.lease(step: 1), result: [1], artifacts: ["a": [2]])
    }
    var last = 0
    try await with("synchronous_standby_names", "absent") {
      let time = try await untilUnavailable { number in
        last = number
        _ = try await store.create(Sample.job(number))
      }
      // Two seconds, and generously more: the machine may be busy.
      #expect(time < .seconds(30))
      await #expect(throws: JobStoreError.self) { try await settle() }
      #expect(store.trouble?.error.code == "store_unavailable")
      await store.lookAfter()
      #expect(store.trouble != nil)
      // What finds nothing to write waits for no standby, and shows nothing.
      while (try? await store.requeueExpired()) == nil {}
      #expect(store.trouble != nil)
    }
    try await untilAvailable(settle)
    try await settle()
    #expect(try await store.job(claim.job.id)?.result == [1])
    guard
      case .created(let job) = try await untilAvailable({
        try await store.create(Sample.job(last))
      })
    else {
      Issue.record("the same call again is told of another's job")
      return
    }
    #expect(job.state == .queued)
    await store.lookAfter()
    #expect(store.trouble == nil)
    #expect(told.withLock { $0.first } == "store_unavailable")
    #expect(told.withLock { $0.last } == "recovered")
    try await store.close()
  }

  private final class Ended: Sendable {
    let count = Mutex(0)
  }

  /// More writes than there are connections wait for a standby that is not there, or for one another: what
  /// only reads goes on.
  @Test func readsGoOnWhileWritesWait() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(database, deadline: PostgresServer.generous)
    _ = try await store.create(Sample.job(0))
    let ended = Ended()
    var writes: [Task<Void, any Error>] = []
    try await with("synchronous_standby_names", "absent") {
      writes = (1...8).map { number in
        Task {
          defer { ended.count.withLock { $0 += 1 } }
          _ = try await store.create(Sample.job(number))
        }
      }
      let visitor = try server.connection()
      var waiting: Int64 = 0
      while waiting < 4 {
        try await Task.sleep(for: .milliseconds(20))
        let found = try visitor.run(
          """
          SELECT count(*) AS count FROM pg_stat_activity
          WHERE datname = '\(database)' AND (wait_event = 'SyncRep' OR wait_event_type = 'Lock')
          """, within: .seconds(30))
        waiting = try found.first?.integer("count") ?? 0
      }
      #expect(try await store.job(Sample.id(0))?.state == .queued)
      #expect(
        try await store.jobs(matching: JobFilter(), after: nil, limit: 1).items.count == 1)
      #expect(ended.count.withLock { $0 } == 0)
    }
    for write in writes { try await write.value }
    #expect(try await store.load().queued == 9)
    try await store.close()
  }

  /// An operator ends the wait: the job is there, and nobody is told that it is safe.
  @Test func aCommitThatDidNotWaitForItsStandbyIsNoSuccess() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(database)
    try await with("synchronous_standby_names", "absent") {
      let cancelling = Task.detached { [server] in
        let visitor = try server.connection()
        var count = 0
        while !Task.isCancelled {
          count += try visitor.run(
            """
            SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE datname = '\(database)' AND wait_event = 'SyncRep'
            """, within: .seconds(30)
          ).count
          try? await Task.sleep(for: .milliseconds(50))
        }
        return count
      }
      let time = try await untilUnavailable { number in
        _ = try await store.create(Sample.job(number))
      }
      #expect(time < .seconds(30))
      cancelling.cancel()
      // The first that was cancelled, which was asked for twice.
      #expect((1...5).contains(try await cancelling.value))
    }
    try await store.close()
  }

  /// As one that was made a standby: it goes on answering over the connections that are open.
  @Test func aServerThatTakesNoWritesIsLeft() async throws {
    let store = try await store(try server.makeDatabaseName())
    _ = try await store.create(Sample.job(0))
    try await with("default_transaction_read_only", "on") {
      _ = try await untilUnavailable { number in _ = try await store.create(Sample.job(number)) }
      #expect(store.trouble != nil)
      await store.lookAfter()
      #expect(store.trouble != nil)
    }
    _ = try await untilAvailable { try await store.create(Sample.job(2000)) }
    await store.lookAfter()
    #expect(store.trouble == nil)
    try await store.close()
  }

  /// An idle service hears of it too.
  @Test func aLookFindsThatNoWritesAreTaken() async throws {
    let store = try await store(try server.makeDatabaseName())
    try await with("default_transaction_read_only", "on") {
      for _ in 1...500 where store.trouble == nil {
        await store.lookAfter()
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(store.trouble?.error.code == "store_unavailable")
    }
    _ = try await untilAvailable {
      await store.lookAfter()
      if let trouble = store.trouble { throw trouble.error }
    }
    try await store.close()
  }

  @Test func waitsEndWhenTheServiceDoes() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(database)
    let visitor = try server.connection(database)
    try visitor.runScript("BEGIN; LOCK TABLE symbreak.jobs", within: .seconds(30))
    let began = ContinuousClock.now
    let waiting = Task { try await store.artifact("a", of: Sample.id(1)) }
    try await Task.sleep(for: .milliseconds(100))
    store.endWaits(within: .milliseconds(200))
    await #expect(throws: JobStoreError.self) { try await waiting.value }
    // Without the end it is a minute.
    #expect(ContinuousClock.now - began < .seconds(40))
    try await store.close()
  }

  enum Storm: CaseIterable {
    case terminated, restarted
  }

  /// Nothing is lost and nothing doubled while connections are cut off, or the server crashes.
  @Test(arguments: Storm.allCases)
  func workGoesOnThroughAStorm(_ storm: Storm) async throws {
    let database = try server.makeDatabaseName()
    let stores = [try await store(database), try await store(database)]
    let total = 500
    for first in stride(from: 1, through: total, by: 100) {
      _ = try await stores[0].create(
        (first..<(first + 100)).map { Sample.job($0, batchKey: "\($0 % 5)") })
    }
    let crowd = WorkerCrowd(stores: stores, count: 4, limit: 4)
    let storming = Task.detached { [server] in
      for round in 0..<(storm == .restarted ? 2 : 12) {
        try await Task.sleep(for: .milliseconds(round == 0 ? 100 : 300))
        switch storm {
        case .restarted: try server.tell(.restart)
        case .terminated:
          try server.connection().runScript(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = '\(database)' AND pid <> pg_backend_pid()
            """, within: .seconds(30))
        }
      }
    }
    let claimed = try await crowd.run(total: total)
    try await storming.value
    try await check(database, stores[0], total: total, claimed)
    for store in stores { try await store.close() }
  }

  /// What has to hold after any fault: each job that was taken in is there and has ended once, with its own
  /// result; nothing else is left.
  private func check(
    _ database: String, _ store: PostgreSQLJobStore, total: Int, _ claimed: [JobID: Int]
  ) async throws {
    #expect(Set(claimed.keys) == Set((1...total).map(Sample.id)))
    #expect(claimed.values.allSatisfy { $0 == 1 }, "a result was taken twice")
    let row = try server.connection(database).run(
      """
      SELECT (SELECT count(*) FROM symbreak.jobs WHERE outcome = 'succeeded'
          AND result = convert_to(id, 'UTF8')) AS ended,
        (SELECT count(*) FROM symbreak.jobs) AS jobs,
        (SELECT count(*) FROM symbreak.artifacts) AS artifacts,
        (SELECT count(*) FROM symbreak.ready) AS ready,
        (SELECT count(*) FROM symbreak.leases) AS leases,
        (SELECT max(losses) FROM symbreak.jobs)::bigint AS losses
      """, within: .seconds(30)
    ).first
    for name in ["ended", "jobs", "artifacts"] {
      #expect(try row?.integer(name) == Int64(total), "\(name)")
    }
    for name in ["ready", "leases"] { #expect(try row?.integer(name) == 0, "\(name)") }
    let usage = try await store.usage(of: nil)
    #expect(usage.jobs == total)
  }

  /// Nobody could renew while the server was away.
  @Test func leasesThatRanOutWhileTheServerWasAwayAreLeftForTheirLength() async throws {
    let database = try server.makeDatabaseName()
    let store = try await store(database)
    _ = try await store.create((1...2).map { Sample.job($0, batchKey: "\($0)") })
    let lease = Duration.seconds(6)
    let claims = [
      try await store.claim(worker: Sample.worker, limit: 1, lease: lease)[0],
      try await store.claim(worker: Sample.otherWorker, limit: 1, lease: lease)[0],
    ]
    try server.tell(.stop)
    try await Task.sleep(for: lease)
    try server.tell(.start)
    let other = try await self.store(database)
    #expect(try await other.requeueExpired() == Requeueing())
    let answers = try await store.renew([claims[0].lease(step: 1)], lease: .seconds(600))
    #expect(answers == [claims[0].job.id: .renewed])
    var taken = Requeueing()
    for _ in 1...600 where taken.all.isEmpty {
      try await Task.sleep(for: .milliseconds(100))
      taken = try await other.requeueExpired()
    }
    #expect(taken == Requeueing(queued: [claims[1].job.id]))
    for store in [store, other] { try await store.close() }
  }
}
