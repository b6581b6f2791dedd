import JobStoreConformance
import Jobs
import PostgreSQLStore
import Testing

/// Changes are told in the order of their commits, which is not that of their moments.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .serialized, .timeLimit(.minutes(5)))
struct LateCommitTests {
  private let server: PostgresServer
  private let database: String

  init() throws {
    server = try PostgresServer.shared.get()
    database = try server.makeDatabaseName()
  }

  private func store() async throws -> PostgreSQLJobStore {
    try await PostgreSQLJobStore(
      at: server.address(database), password: PostgresServer.password,
      deadline: PostgresServer.generous)
  }

  private func cancelLate(_ number: Int) throws -> PostgresConnection {
    let connection = try server.connection(database)
    try connection.runScript(
      "BEGIN; SELECT symbreak_v1.request_cancel('\(Sample.id(number))', NULL, NULL)",
      within: .seconds(30))
    return connection
  }

  /// Other changes come and go meanwhile, with later moments.
  @Test func aFeedMissesNoCommitThatTookLong() async throws {
    let store = try await store()
    _ = try await store.create((1...2).map { Sample.job($0) })
    let queue = JobQueue(
      store: store, workers: WorkerConfiguration(workers: 0, lease: Sample.lease, name: "node"),
      time: .system, random: { UInt64.random(in: .min ... .max) }, events: { _ in },
      executor: { _ in })
    try await queue.start()
    let told = try await queue.watchingAll { feed in
      let late = try cancelLate(1)
      var told: [JobID] = []
      for number in 3...12 {
        _ = try await store.create(Sample.job(number))
        try await Task.sleep(for: .milliseconds(500))
        told += feed.take() ?? []
      }
      #expect(!told.contains(Sample.id(1)))
      try late.runScript("COMMIT", within: .seconds(30))
      for _ in 0..<200 where !told.contains(Sample.id(1)) {
        try await Task.sleep(for: .milliseconds(50))
        told += feed.take() ?? []
      }
      try await Task.sleep(for: .seconds(1))
      return told + (feed.take() ?? [])
    }
    // Each once, and nothing else.
    #expect(told.sorted() == ([1] + Array(3...12)).map(Sample.id).sorted())
    await queue.shutdown(grace: .zero)
    try await store.close()
  }

  /// Who hands something in as soon as the stream is there is told of it.
  @Test func aFeedTellsFromItsBeginningOn() async throws {
    let store = try await store()
    let other = try await self.store()
    let queue = JobQueue(
      store: store, workers: WorkerConfiguration(workers: 0, lease: Sample.lease, name: "node"),
      time: .system, random: { UInt64.random(in: .min ... .max) }, events: { _ in },
      executor: { _ in })
    try await queue.start()
    for number in 1...5 {
      try await queue.watchingAll { feed in
        _ = try await other.create(Sample.job(number))
        try await feed.changed()
        #expect(feed.take() == [Sample.id(number)])
      }
    }
    await queue.shutdown(grace: .zero)
    try await store.close()
    try await other.close()
  }

  /// What is open may have any moment since it began; what is not, has been told.
  @Test func aMomentIsSettledWhenNothingOlderIsOpen() async throws {
    let store = try await store()
    _ = try await store.create((1...4).map { Sample.job($0) })
    var last = try await store.revisions(of: [], following: .beginning, limit: 9)
    func look() async throws -> JobRevisions {
      last = try await store.revisions(of: [], following: .after(last.mark), limit: 9)
      return last
    }
    var before = try await look()
    // The server may have transactions of its own.
    for _ in 0..<100 where before.settledUntil == nil {
      try await Task.sleep(for: .milliseconds(50))
      before = try await look()
    }
    let settled = try #require(before.settledUntil)
    #expect(settled <= before.asOf)
    let late = try cancelLate(1)
    // Many looks, with others' changes between: the moment stands at one before the cancelling.
    for number in 5...150 {
      if number % 30 == 0 { _ = try await store.create(Sample.job(number)) }
      let answer = try await look()
      #expect(answer.standings[Sample.id(1)] == nil)
      #expect(try #require(answer.settledUntil) <= before.asOf)
      #expect(try #require(answer.settledUntil) >= settled)
      // It is sent with each look.
      #expect(answer.mark.text.utf8.count < 4000)
    }
    try late.runScript("COMMIT", within: .seconds(30))
    var after = try await look()
    #expect(after.standings.keys.contains(Sample.id(1)))
    let finished = try #require(try await store.job(Sample.id(1))?.finishedAt)
    for _ in 0..<100 where after.settledUntil.map({ $0 <= finished }) ?? true {
      try await Task.sleep(for: .milliseconds(50))
      after = try await look()
      #expect(after.standings.isEmpty)
    }
    #expect(try #require(after.settledUntil) > finished)
    try await store.close()
  }

  /// All that others can see of a job: claims and progress are seen by its lease.
  @Test func newNamesAndReturnsToTheQueueAreChanges() async throws {
    let store = try await store()
    _ = try await store.create((1...3).map { Sample.job($0) })
    let claim = try #require(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
    let beginning = try await store.revisions(of: [], following: .beginning, limit: 9)
    _ = try await store.rename(
      Sample.id(3), of: nil, NamePatch(name: .some("new")), ifRevision: nil, mostLabels: 9)
    _ = try await store.release(claim.lease(step: 1))
    let told = try await store.revisions(of: [], following: .after(beginning.mark), limit: 9)
    #expect(Set(told.standings.keys) == [claim.job.id, Sample.id(3)])
    for (id, standing) in told.standings {
      let job = try await store.job(id)
      #expect(standing.revision == job?.revision)
      #expect(standing.state == .queued)
    }
    try await store.close()
  }

  /// As after a backup was restored: what has changed is not known, and that is said.
  @Test func aMarkOfAnotherHistoryIsCut() async throws {
    let store = try await store()
    let far = JobRevisions.Mark("900000000000:900000000000:")
    let answer = try await store.revisions(of: [], following: .after(far), limit: 9)
    #expect(answer.isCut)
    #expect(
      try await store.revisions(of: [], following: .after(answer.mark), limit: 9).isCut == false)
    try await store.close()
  }

  /// A database of the first version, with jobs in it, is brought over and tells of their changes.
  @Test func jobsFromBeforeAreFollowed() async throws {
    try await PostgreSQLJobStore(
      at: server.address(database), password: PostgresServer.password,
      deadline: PostgresServer.generous, opening: .migratingTo(1)
    ).close()
    let connection = try server.connection(database)
    // As a process of that version hands them in.
    for number in 1...3 {
      try connection.runScript(
        """
        SELECT symbreak_v1.take_in('\(Sample.id(number))', 'local', 'k', 's', NULL, '{}', 'd', NULL,
          '\\x7b7d', NULL, 10, 1, 1, 1, NULL, 0, NULL, NULL, NULL, NULL, NULL)
        """, within: .seconds(30))
    }
    let store = try await store()
    let beginning = try await store.revisions(of: [], following: .beginning, limit: 9)
    #expect(beginning.standings.isEmpty)
    _ = try await store.requestCancel(Sample.id(2))
    let told = try await store.revisions(of: [], following: .after(beginning.mark), limit: 9)
    #expect(Array(told.standings.keys) == [Sample.id(2)])
    #expect(try await store.counts()[.queued] == 2)
    try await store.close()
  }
}
