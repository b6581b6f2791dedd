import Dispatch
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct GroupCommitTests {
  /// Keeps the writer's thread busy until `open`, so that requests gather behind it.
  private struct Barrier {
    private let gate = DispatchSemaphore(value: 0)
    private let task: Task<Void, any Error>

    init(_ store: SQLiteJobStore) async throws {
      let (started, signal) = AsyncStream<Void>.makeStream()
      let gate = gate
      task = Task {
        try await store.write { _ in
          signal.finish()
          gate.wait()
        }
      }
      for await _ in started {}
    }

    func open() async throws {
      gate.signal()
      try await task.value
    }
  }

  private static func untilPending(_ count: Int, in store: SQLiteJobStore) async {
    while store.pendingWrites < count { await Task.yield() }
  }

  @Test func twoHundredConcurrentCreatesShareOneCommit() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    let barrier = try await Barrier(store)
    try await withThrowingTaskGroup(of: JobID.self) { group in
      for number in 0..<200 {
        group.addTask { try await store.create(Sample.job(number)).job.id }
      }
      await Self.untilPending(200, in: store)
      #expect(try await store.counts()[.queued] == 0)
      let before = store.commitCount
      try await barrier.open()
      let ids = try await group.reduce(into: Set<JobID>()) { $0.insert($1) }
      #expect(ids == Set((0..<200).map(Sample.id)))
      // The barrier's own commit, and one for all.
      #expect(store.commitCount == before + 2)
    }
    #expect(try await store.counts()[.queued] == 200)
    let image = try database.crashImage()
    let reopened = try SQLiteJobStore(at: .file(image.path))
    #expect(try await reopened.counts()[.queued] == 200)
    try await reopened.close()
  }

  @Test func oneThatFailsDoesNotTakeTheOthersDown() async throws {
    let store = try SQLiteJobStore(at: .memory)
    _ = try await store.create(Sample.job(5, digest: "other"))
    let barrier = try await Barrier(store)
    let results: [Int: JobStoreError] = try await withThrowingTaskGroup(
      of: (Int, JobStoreError?).self
    ) { group in
      for number in 0..<10 {
        group.addTask {
          do {
            // The first of the pair is written before the second fails: it must be undone.
            _ = try await store.create([Sample.job(100 + number), Sample.job(number)])
            return (number, nil)
          } catch {
            return (number, error as? JobStoreError)
          }
        }
      }
      await Self.untilPending(10, in: store)
      try await barrier.open()
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(results == [5: JobStoreError.duplicateID(Sample.id(5))])
    #expect(try await store.counts()[.queued] == 19)
    #expect(try await store.job(Sample.id(105)) == nil)
  }

  @Test func aFullStoreRefusesWhatHasNoRoomAndTakesTheRest() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path), maximumBytes: 1 << 20)
    let barrier = try await Barrier(store)
    var random = SystemRandomNumberGenerator()
    let noise = (0..<2 << 20).map { _ in UInt8.random(in: 0...255, using: &random) }
    var large = Sample.job(3)
    large.spec = noise
    let jobs = [Sample.job(1), large, Sample.job(2)]
    let refused: [JobID: JobStoreError] = try await withThrowingTaskGroup(
      of: (JobID, JobStoreError)?.self
    ) { group in
      for job in jobs {
        group.addTask {
          do {
            _ = try await store.create(job)
            return nil
          } catch let error as JobStoreError {
            return (job.id, error)
          }
        }
      }
      await Self.untilPending(3, in: store)
      try await barrier.open()
      return try await group.reduce(into: [:]) { refused, one in
        if let one { refused[one.0] = one.1 }
      }
    }
    #expect(refused == [large.id: JobStoreError.full])
    #expect(try await store.counts()[.queued] == 2)
    _ = try await store.create(Sample.job(4))
  }

  @Test func aClosedStoreSaysSo() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    try await store.close()
    try await store.close()
    await #expect(throws: JobStoreError.closed) { try await store.create(Sample.job(2)) }
    await #expect(throws: JobStoreError.closed) { try await store.job(Sample.id(1)) }
  }
}
