import BlobStore
import JobStoreConformance
import Jobs
import PostgreSQLStore
import StandInS3
import Testing

/// What a store in PostgreSQL promises while its large values are in S3; here everything is large.
@Suite(
  .enabled(
    if: PostgresServer.isInstalled && StandInS3.isInstalled,
    "Debian's package postgresql or moto is not installed"),
  .serialized, .timeLimit(.minutes(10)))
struct BlobTests {
  private static let server = Result { try StandInS3() }
  private let server: StandInS3

  init() throws {
    server = try Self.server.get()
    try server.tell(.empty)
  }

  private func placement(threshold: Int = 0) throws -> BlobPlacement {
    BlobPlacement(
      S3BlobStore(
        try S3Location(server.location("jobs")),
        credentials: .given(S3Credentials(keyID: server.keyID, secret: server.secret)),
        userAgent: "tests"), threshold: threshold)
  }

  private func open(
    _ address: PostgresAddress, threshold: Int? = 0,
    now: @escaping @Sendable () -> Timestamp? = { nil }
  ) async throws -> PostgreSQLJobStore {
    try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous,
      blobs: try threshold.map { try placement(threshold: $0) }, now: now)
  }

  private func withStore(
    threshold: Int = 0, _ body: (PostgreSQLJobStore, ManualTime) async throws -> Void
  ) async throws {
    let time = ManualTime()
    let store = try await open(
      try PostgresServer.shared.get().makeDatabase(), threshold: threshold, now: { time.now })
    try await body(store, time)
    try await store.close()
  }

  @Test("jobs", arguments: JobStoreConformance.checks)
  func jobs(_ check: ConformanceCheck) async throws { try await withStore(check.run) }

  @Test("sweeps", arguments: JobStoreConformance.sweepChecks)
  func sweeps(_ check: SweepCheck) async throws { try await withStore(check.run) }

  @Test("data sets", arguments: JobStoreConformance.datasetChecks)
  func datasets(_ check: DatasetCheck) async throws { try await withStore(check.run) }

  /// A job that runs under a claim.
  private func claim(_ number: Int, _ store: PostgreSQLJobStore) async throws -> Claim {
    _ = try await store.create(Sample.job(number))
    return try #require(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
  }

  private static let large = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }

  /// What is above the threshold goes there, once for all who store the same, and counts for its owner.
  @Test func onlyWhatIsLargeGoesThereAndOnce() async throws {
    try await withStore(threshold: 64 << 10) { store, _ in
      for number in 1...2 {
        let claim = try await claim(number, store)
        try await store.markSucceeded(
          claim.lease(step: 1), result: [1],
          artifacts: [
            "large": Self.large, "small": Array(Self.large.prefix(64 << 10)), "empty": [],
          ])
        #expect(try await store.artifact("large", of: claim.job.id) == Self.large)
        #expect(try await store.artifact("small", of: claim.job.id)?.count == 64 << 10)
        #expect(try await store.artifact("empty", of: claim.job.id) == [])
        #expect(
          try await store.job(claim.job.id)?.storedBytes
            == 1 + Self.large.count + (64 << 10) + Sample.job(number).spec.count)
      }
      #expect(try server.tell(.count) == "1")
    }
  }

  /// While S3 is away jobs are taken in, read and claimed, results wait, large values are told of as not
  /// there now, and the service is not in trouble. When it is back, the same call stores the result.
  @Test func whatIsSmallGoesOnWithoutIt() async throws {
    try await withStore { store, _ in
      let first = try await claim(1, store)
      try await store.saveCheckpoint(first.lease(step: 1), parts: ["state": Self.large])
      let ended = try await claim(2, store)
      try await store.markSucceeded(
        ended.lease(step: 1), result: [2], artifacts: ["a": Self.large])
      try server.tell(.stop)
      let settle = {
        try await store.markSucceeded(
          first.lease(step: 2), result: [1], artifacts: ["a": [7] + Self.large])
      }
      await #expect(throws: JobStoreError.self) { try await settle() }
      #expect(try await store.job(first.job.id)?.state == .running)
      let read = await #expect(throws: JobStoreError.self) {
        try await store.artifact("a", of: ended.job.id)
      }
      #expect(read?.isTransient == true)
      #expect(try await store.job(ended.job.id)?.result == [2])
      _ = try await claim(3, store)
      #expect(store.trouble == nil)
      try server.tell(.start)
      try await settle()
      // Its answer may have been lost.
      try await settle()
      #expect(try await store.artifact("a", of: first.job.id) == [7] + Self.large)
      #expect(try await store.artifact("a", of: ended.job.id) == Self.large)
    }
  }

  /// A process that was not told where they are says so, and loses nothing.
  @Test func aStoreWithoutBlobsSaysWhatItLacks() async throws {
    let address = try PostgresServer.shared.get().makeDatabase()
    let store = try await open(address)
    let claim = try await claim(1, store)
    try await store.markSucceeded(claim.lease(step: 1), result: [1], artifacts: ["a": Self.large])
    let other = try await open(address, threshold: nil)
    let error = await #expect(throws: JobStoreError.self) {
      try await other.artifact("a", of: claim.job.id)
    }
    #expect(error?.isTransient == true)
    #expect("\(try #require(error))".contains("--blobs"))
    #expect(try await other.job(claim.job.id)?.result == [1])
    try await other.close()
    try await store.close()
  }

  /// One whose bytes are gone, or others, is a fault, never other bytes.
  @Test func damageIsAFault() async throws {
    try await withStore { store, _ in
      let claim = try await claim(1, store)
      try await store.markSucceeded(
        claim.lease(step: 1), result: [1], artifacts: ["a": Self.large])
      for word in [StandInS3.Word.spoil, .empty] {
        try server.tell(word)
        let error = await #expect(throws: JobStoreError.self) {
          try await store.artifact("a", of: claim.job.id)
        }
        #expect(error?.code == "store_fault")
      }
      #expect(store.trouble == nil)
    }
  }

  /// What no row names goes when it is old, and nothing else.
  @Test func whatNothingNamesIsRemovedByAge() async throws {
    try await withStore { store, time in
      let age = Duration.seconds(3600)
      let kept = try await claim(1, store)
      try await store.markSucceeded(
        kept.lease(step: 1), result: [1], artifacts: ["a": [1], "b": [2]])
      let deleted = try await claim(2, store)
      try await store.saveCheckpoint(deleted.lease(step: 1), parts: ["state": [3]])
      try await store.saveCheckpoint(deleted.lease(step: 2), parts: ["state": [4]])
      try await store.markSucceeded(
        deleted.lease(step: 3), result: [1], artifacts: ["a": [1], "b": [5]])
      #expect(try await store.delete(deleted.job.id) == .deleted)
      // Left by a worker that was cut off from the database before it could settle.
      let fenced = try await claim(3, store)
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      await #expect(throws: JobStoreError.leaseLost(fenced.job.id)) {
        try await store.markSucceeded(fenced.lease(step: 1), result: [1], artifacts: ["a": [6]])
      }
      #expect(try server.tell(.count) == "6")
      #expect(try await store.removeUnnamedBlobs(age: age) == 0)
      time.advance(by: age)
      // Noted anew, so not old any more.
      let again = try #require(
        try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
      try await store.saveCheckpoint(again.lease(step: 1), parts: ["state": [5]])
      try await store.discardCheckpoint(again.lease(step: 0))
      #expect(try await store.removeUnnamedBlobs(age: age) == 3)
      #expect(try server.tell(.count) == "3")
      #expect(try await store.artifact("a", of: kept.job.id) == [1])
      #expect(try await store.artifact("b", of: kept.job.id) == [2])
      // What was removed can be stored again.
      try await store.markSucceeded(again.lease(step: 2), result: [1], artifacts: ["a": [6]])
      #expect(try await store.artifact("a", of: again.job.id) == [6])
    }
  }

  /// One whose removal was begun is not named by anybody until it is done; then it is stored anew.
  @Test func whatIsBeingRemovedIsNotNamed() async throws {
    let database = try PostgresServer.shared.get().makeDatabaseName()
    let time = ManualTime()
    let store = try await open(
      try PostgresServer.shared.get().address(database), now: { time.now })
    let claim = try await claim(1, store)
    try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]])
    try await store.discardCheckpoint(claim.lease(step: 0))
    time.advance(by: .seconds(3600))
    try server.tell(.stop)
    await #expect(throws: JobStoreError.self) {
      try await store.removeUnnamedBlobs(age: .seconds(3600))
    }
    try server.tell(.start)
    let save = { try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]]) }
    let error = await #expect(throws: JobStoreError.self) { try await save() }
    #expect(error?.isTransient == true)
    time.advance(by: .seconds(3600))
    #expect(try await store.removeUnnamedBlobs(age: .seconds(3600)) == 1)
    #expect(try server.tell(.count) == "0")
    try await save()
    #expect(try await store.checkpointPart("state", of: claim.job.id) == [1])
    try await store.close()
  }

  /// A removal that found a blob without a name waits for whoever is about to name it, and leaves it.
  @Test func namingAndRemovingDoNotMeet() async throws {
    try await withStore { store, time in
      for round in 1...20 {
        let claim = try await claim(round, store)
        try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [9]])
        try await store.discardCheckpoint(claim.lease(step: 0))
        async let removal = store.removeUnnamedBlobs(age: .zero)
        var isStored = false
        for _ in 1...100 where !isStored {
          do {
            try await store.markSucceeded(
              claim.lease(step: 1), result: [1], artifacts: ["a": [9]])
            isStored = true
          } catch let error as JobStoreError where error.isTransient {
            try await Task.sleep(for: .milliseconds(50))
          }
        }
        #expect(isStored)
        _ = try await removal
        #expect(try await store.artifact("a", of: claim.job.id) == [9])
        #expect(try await store.delete(claim.job.id) == .deleted)
        time.advance(by: .seconds(1))
      }
    }
  }
}
