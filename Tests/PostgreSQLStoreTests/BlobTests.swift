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
    try server.tell(.start)
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

  /// One whose removal was begun is not named by anybody, and nobody waits for it: the same bytes go to
  /// another key.
  @Test func whatIsBeingRemovedIsNotNamed() async throws {
    try await withStore { store, time in
      let claim = try await claim(1, store)
      try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]])
      try await store.discardCheckpoint(claim.lease(step: 0))
      time.advance(by: .seconds(3600))
      try server.tell(.stop)
      await #expect(throws: JobStoreError.self) {
        try await store.removeUnnamedBlobs(age: .seconds(3600))
      }
      try server.tell(.start)
      try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]])
      #expect(try server.tell(.count) == "2")
      time.advance(by: .seconds(3600))
      #expect(try await store.removeUnnamedBlobs(age: .seconds(3600)) == 1)
      #expect(try server.tell(.count) == "1")
      #expect(try await store.checkpointPart("state", of: claim.job.id) == [1])
    }
  }

  /// A removal never waits for those who store the same bytes, nor these for it, and what was stored stays.
  @Test func namingAndRemovingDoNotMeet() async throws {
    try await withStore { store, time in
      for round in 1...50 {
        let claim = try await claim(round, store)
        try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [9]])
        try await store.discardCheckpoint(claim.lease(step: 0))
        async let removal = store.removeUnnamedBlobs(age: .zero)
        // What it has put may be removed before it is named, and then what it puts anew.
        var isStored = false
        for _ in 1...20 where !isStored {
          do {
            try await store.markSucceeded(
              claim.lease(step: 1), result: [1], artifacts: ["a": [9]])
            isStored = true
          } catch let error as JobStoreError where error.isTransient {}
        }
        #expect(isStored)
        _ = try await removal
        #expect(try await store.artifact("a", of: claim.job.id) == [9])
        #expect(try await store.delete(claim.job.id) == .deleted)
        time.advance(by: .seconds(1))
      }
    }
  }

  /// The same over several processes that store the same few values again and again, while two remove all
  /// that has no name yet.
  @Test func nothingStoredIsRemoved() async throws {
    try await withStore { store, _ in
      var claims: [Claim] = []
      for number in 1...64 { claims.append(try await claim(number, store)) }
      let removals = (1...2).map { _ in
        Task {
          var removed = 0
          while !Task.isCancelled { removed += try await store.removeUnnamedBlobs(age: .zero) }
          return removed
        }
      }
      try await withThrowingTaskGroup { group in
        for (number, claim) in claims.enumerated() {
          group.addTask {
            for _ in 1...200 {
              do {
                return try await store.markSucceeded(
                  claim.lease(step: 1), result: [1],
                  artifacts: ["a": [UInt8(number % 5)], "b": [UInt8(number)]])
              } catch let error as JobStoreError where error.isTransient {}
            }
            Issue.record("not stored")
          }
        }
        try await group.waitForAll()
      }
      for removal in removals {
        removal.cancel()
        _ = try await removal.value
      }
      for (number, claim) in claims.enumerated() {
        #expect(try await store.artifact("a", of: claim.job.id) == [UInt8(number % 5)])
        #expect(try await store.artifact("b", of: claim.job.id) == [UInt8(number)])
      }
    }
  }

  /// A process that was stopped between putting a value and naming it, for longer than an unnamed one is
  /// kept: it is refused and stores it anew, also where another is just about to put the same.
  @Test func whoNamesTooLateStoresAnew() async throws {
    let database = try PostgresServer.shared.get().makeDatabaseName()
    let address = try PostgresServer.shared.get().address(database)
    let time = ManualTime()
    let other = try await open(address, now: { time.now })
    let connection = try PostgresServer.shared.get().connection(database)
    let digest = BlobDigest(of: [1]).hexadecimal
    let stopped = InterruptedBlobStore(
      try placement().store,
      afterPut: {
        time.advance(by: .seconds(3601))
        #expect(try await other.removeUnnamedBlobs(age: .seconds(3600)) == 1)
        // Noted by another, and not there yet.
        try connection.runScript(
          "SELECT symbreak_v1.note_blobs('{\(digest)}', '{1}', \(time.now.milliseconds))",
          within: .seconds(30))
      })
    let store = try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous,
      blobs: BlobPlacement(stopped, threshold: 0), now: { time.now })
    _ = try await store.create(Sample.job(1))
    let claim = try #require(
      try await store.claim(worker: Sample.worker, limit: 1, lease: .seconds(86_400)).first)
    let settle = {
      try await store.markSucceeded(claim.lease(step: 1), result: [1], artifacts: ["a": [1]])
    }
    let error = await #expect(throws: JobStoreError.self) { try await settle() }
    #expect(error?.isTransient == true)
    #expect(try await store.job(claim.job.id)?.state == .running)
    try await settle()
    #expect(try await store.artifact("a", of: claim.job.id) == [1])
    try await store.close()
    try await other.close()
  }

  /// A process that was stopped between marking a value and removing it, until another had ended the
  /// removal and somebody had stored the same bytes: what it removes then is nobody's.
  @Test func aRemovalThatComesLateTakesNothing() async throws {
    let address = try PostgresServer.shared.get().makeDatabase()
    let time = ManualTime()
    let store = try await open(address, now: { time.now })
    let claim = try await claim(1, store)
    try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]])
    try await store.discardCheckpoint(claim.lease(step: 0))
    time.advance(by: .seconds(3600))
    let stopped = InterruptedBlobStore(
      try placement().store,
      beforeRemoval: {
        time.advance(by: .seconds(601))
        #expect(try await store.removeUnnamedBlobs(age: .seconds(3600)) == 1)
        try await store.saveCheckpoint(claim.lease(step: 1), parts: ["state": [1]])
      })
    let other = try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous,
      blobs: BlobPlacement(stopped, threshold: 0), now: { time.now })
    #expect(try await other.removeUnnamedBlobs(age: .seconds(3600)) == 1)
    #expect(try await store.checkpointPart("state", of: claim.job.id) == [1])
    #expect(try server.tell(.count) == "1")
    try await other.close()
    try await store.close()
  }

  /// A bucket that refuses, or is in trouble, and puts that are answered with a fault although they were
  /// done: the result waits, and is stored when that has passed.
  @Test(arguments: [
    ["answer", "403", "AccessDenied"], ["answer", "500", "InternalError"], ["late"],
  ])
  func aResultWaitsForABucketInTrouble(_ manner: [String]) async throws {
    try await withStore { store, _ in
      let claim = try await claim(1, store)
      let settle = {
        try await store.markSucceeded(
          claim.lease(step: 1), result: [1], artifacts: ["a": Self.large])
      }
      if manner[0] == "late" {
        try server.tell(.late)
      } else {
        try server.tell(.answer, manner[1], manner[2])
      }
      for _ in 1...2 {
        let error = await #expect(throws: JobStoreError.self) { try await settle() }
        #expect(error?.isTransient == true)
      }
      #expect(try await store.job(claim.job.id)?.state == .running)
      try server.tell(.start)
      try await settle()
      #expect(try await store.artifact("a", of: claim.job.id) == Self.large)
    }
  }
}

/// A blob store at which something else happens in between, once.
private actor InterruptedBlobStore: BlobStore {
  private let store: any BlobStore
  private var afterPut: (@Sendable () async throws -> Void)?
  private var beforeRemoval: (@Sendable () async throws -> Void)?

  init(
    _ store: any BlobStore, afterPut: (@Sendable () async throws -> Void)? = nil,
    beforeRemoval: (@Sendable () async throws -> Void)? = nil
  ) {
    self.store = store
    self.afterPut = afterPut
    self.beforeRemoval = beforeRemoval
  }

  func check() async throws { try await store.check() }

  func put(_ bytes: [UInt8], _ key: BlobKey) async throws {
    try await store.put(bytes, key)
    let body = afterPut
    afterPut = nil
    try await body?()
  }

  func get(_ key: BlobKey, length: Int) async throws -> [UInt8] {
    try await store.get(key, length: length)
  }

  func remove(_ key: BlobKey) async throws {
    let body = beforeRemoval
    beforeRemoval = nil
    try await body?()
    try await store.remove(key)
  }

  nonisolated func endWaits(within limit: Duration) { store.endWaits(within: limit) }
}
