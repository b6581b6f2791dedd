import JobStoreConformance
import Jobs
import SQLiteStore
import Synchronization
import Testing

/// What a process learns of jobs that other processes change, whose store it shares.
@Suite(.timeLimit(.minutes(1)))
struct SharedStoreWatchTests {
  /// A queue, and a second one over the same store that does not know of it.
  private struct Pair {
    let time = ManualTime()
    let mine: JobQueue
    let theirs: JobQueue
    /// The store as `mine` sees it.
    let store: FaultyStore
    let events = EventLog()

    init() throws {
      let (time, events) = (time, events)
      let shared = try SQLiteJobStore(at: .memory, clock: .manual { time.now })
      store = FaultyStore(shared, isShared: true)
      func queue(_ store: FaultyStore, _ name: String) -> JobQueue {
        JobQueue(
          store: store, workers: WorkerConfiguration(workers: 0, lease: Sample.lease, name: name),
          time: time.source, random: { UInt64.random(in: .min ... .max) },
          events: { events.add($0) }, executor: { _ in })
      }
      mine = queue(store, "mine")
      theirs = queue(FaultyStore(shared, isShared: true), "theirs")
    }

    /// Moves the clock on, a quarter of a second at a time, until `body` has come to its end.
    func passing<Value: Sendable>(
      _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
      let isOver = Mutex(false)
      async let value = {
        defer { isOver.withLock { $0 = true } }
        return try await body()
      }()
      while !isOver.withLock({ $0 }) {
        time.advance(by: .milliseconds(250))
        try await Task.sleep(for: .milliseconds(1))
      }
      return try await value
    }

    /// Moves the clock on for so many looks.
    func pass(_ looks: Int) async throws {
      for _ in 0..<looks {
        time.advance(by: .milliseconds(250))
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }

  @Test func aWaitEndsWithAJobThatAnotherProcessTrained() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    let id = try await pair.theirs.submit(Sample.job(1)).job.id
    let mine = pair.mine
    async let waited = pair.passing {
      try await mine.wait(for: id, until: .finished, timeout: .seconds(3600))
    }
    let claim = try #require(
      try await pair.store.claim(worker: WorkerID(rawValue: "a/0"), limit: 1, lease: Sample.lease)
        .first)
    try await pair.store.markSucceeded(claim.lease(step: 100), result: [1], artifacts: [:])
    #expect(try await waited?.state == .succeeded)
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func aWaitForAChangeEndsWithAnotherProcessesProgress() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    let id = try await pair.theirs.submit(Sample.job(1)).job.id
    let claim = try #require(
      try await pair.store.claim(worker: WorkerID(rawValue: "a/0"), limit: 1, lease: Sample.lease)
        .first)
    let mine = pair.mine
    async let waited = pair.passing {
      try await mine.wait(
        for: id, until: .revision(after: claim.job.revision), timeout: .seconds(3600))
    }
    _ = try await pair.store.renew([claim.lease(step: 9)], lease: Sample.lease)
    #expect(try await waited?.step == 9)
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func aWaitEndsWhenAnotherProcessDeletesTheJob() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    let id = try await pair.theirs.submit(Sample.job(1)).job.id
    _ = try await pair.theirs.submit(Sample.job(2))
    // One that waits for a state that the deletion skips over.
    let mine = pair.mine
    async let waited = pair.passing {
      try await mine.wait(for: id, until: .finished, timeout: .seconds(3600))
    }
    while pair.store.lookCount == 0 { await Task.yield() }
    _ = try await pair.theirs.cancel(id)
    _ = try await pair.theirs.delete(id)
    let job = try await waited
    #expect(job == nil || job?.state == .cancelled)
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func aWaitForASweepEndsWithItsLastJob() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    let sweep = NewSweep(
      id: pair.theirs.makeSweepID(), summary: [], table: [], digest: "d",
      jobs: [Sample.job(1), Sample.job(2)])
    _ = try await pair.theirs.submit(sweep)
    let mine = pair.mine
    async let waited = pair.passing { try await mine.wait(for: sweep.id, timeout: .seconds(3600)) }
    for job in sweep.jobs { _ = try await pair.theirs.cancel(job.id) }
    #expect(try await waited?.isFinished == true)
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func nobodyIsAskedWhileNobodyWaits() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    _ = try await pair.theirs.submit(Sample.job(1))
    try await pair.pass(20)
    #expect(pair.store.lookCount == 0)
    let mine = pair.mine
    _ = try await pair.passing {
      try await mine.wait(for: Sample.id(1), until: .finished, timeout: .seconds(2))
    }
    let count = pair.store.lookCount
    #expect(count > 0)
    try await pair.pass(20)
    #expect(pair.store.lookCount <= count + 1)
    await pair.mine.shutdown(grace: .zero)
  }

  /// Each change once, whoever made it, and nothing of a job that only stays as it is.
  @Test func aFeedTellsOfWhatAllProcessesChangeOnce() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    _ = try await pair.theirs.submit(Sample.job(1))
    pair.time.advance(by: .seconds(60))
    try await pair.mine.watchingAll { feed in
      func taken() async throws -> [JobID]? {
        try await pair.pass(12)
        return feed.take()
      }
      #expect(try await taken() == [])
      _ = try await pair.theirs.submit(Sample.job(2))
      #expect(try await taken() == [Sample.id(2)])
      _ = try await pair.mine.submit(Sample.job(3))
      #expect(try await taken() == [Sample.id(3)])
      let claim = try #require(
        try await pair.store.claim(
          worker: WorkerID(rawValue: "a/0"), limit: 1, lease: Sample.lease
        ).first)
      #expect(try await taken() == [claim.job.id])
      _ = try await pair.store.renew([claim.lease(step: 9)], lease: Sample.lease)
      #expect(try await taken() == [claim.job.id])
      _ = try await pair.store.release(claim.lease(step: 9))
      #expect(try await taken() == [claim.job.id])
      _ = try await pair.theirs.cancel(Sample.id(3))
      #expect(try await taken() == [Sample.id(3)])
      // So long that all of it has left the time that is looked at again.
      try await pair.pass(40)
      #expect(try await taken() == [])
    }
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func aFeedIsToldOnceThatTooMuchHasChanged() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    try await pair.mine.watchingAll { feed in
      while pair.store.lookCount < 2 { try await pair.pass(1) }
      _ = feed.take()
      _ = try await pair.theirs.submit((1...JobFeed.most + 1).map { Sample.job($0) })
      // Nothing is told but that, once: a machine that is busy needs more looks.
      while let told = feed.take() {
        #expect(told == [])
        try await pair.pass(1)
      }
      try await pair.pass(12)
      #expect(feed.take() == [])
    }
    await pair.mine.shutdown(grace: .zero)
  }

  @Test func aStoreThatDoesNotAnswerIsAskedAgain() async throws {
    let pair = try Pair()
    try await pair.mine.start()
    let id = try await pair.theirs.submit(Sample.job(1)).job.id
    pair.store.fail(.look, .error(.unavailable(reason: "test"), times: 2))
    let mine = pair.mine
    async let waited = pair.passing {
      try await mine.wait(for: id, until: .finished, timeout: .seconds(3600))
    }
    _ = try await pair.theirs.cancel(id)
    #expect(try await waited?.state == .cancelled)
    await pair.mine.shutdown(grace: .zero)
  }

  /// Its worker asks although no step has been done.
  @Test func aCancellingOfAnotherProcessIsHeardAtTheNextHeartbeat() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture(isShared: true) { led.run($0) }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    _ = try await fixture.store.requestCancel(id)
    // The heartbeat, the watch over deadlines and the timer that takes back what others lost.
    try await fixture.time.sleepers(atLeast: 3)
    fixture.time.advance(by: .seconds(1))
    try await fixture.events.until {
      if case .settled(id, .cancelled) = $0 { true } else { false }
    }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// A node that trains nothing takes back what dead workers of others held.
  @Test func aProcessWithoutWorkersTakesBackWhatOthersLost() async throws {
    let fixture = try QueueFixture(workers: 0, isShared: true)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    _ = try await fixture.store.claim(
      worker: WorkerID(rawValue: "gone/0"), limit: 1, lease: Sample.lease)
    try await fixture.advance {
      if case .requeued(let taken) = $0 { taken.queued == [id] } else { false }
    }
    await fixture.queue.shutdown(grace: .seconds(60))
  }
}
