import JobStoreConformance
import Jobs
import Synchronization
import Testing

/// What a process does for the leases that it holds.
@Suite(.timeLimit(.minutes(1)))
struct HeartbeatTests {
  private let led = LedExecutor()

  private func fixture(workers: Int = 1, isShared: Bool = false) throws -> QueueFixture {
    let led = led
    return try QueueFixture(workers: workers, lanes: 2, isShared: isShared) { led.run($0) }
  }

  @Test func allLeasesOfAProcessAreRenewedTogether() async throws {
    let fixture = try fixture(workers: 3)
    let ids = try await fixture.queue.submit(
      (1...6).map { Sample.job($0, batchKey: "\($0 / 2)") }
    ).map(\.job.id)
    try await fixture.queue.start()
    // Batches of one, two and two; one job waits.
    try await fixture.events.until(3, QueueEvent.isClaim)
    try await fixture.time.sleepers(atLeast: 2)
    fixture.time.advance(by: Sample.lease / 3)
    while fixture.store.renewed.isEmpty { await Task.yield() }
    try await fixture.time.sleepers(atLeast: 2)
    #expect(fixture.store.renewed == [Set(ids.prefix(5))])
    for id in ids { led.finish(id, .succeeded(result: [], artifacts: [:])) }
    for id in ids { #expect(try await fixture.end(of: id).state == .succeeded) }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// A job that trains under a control which the test sees.
  private func runningJob(
    isShared: Bool, maxSeconds: Int? = nil
  ) async throws -> (fixture: QueueFixture, id: JobID, control: JobControl) {
    let (led, seen) = (led, Seen())
    let fixture = try QueueFixture(maxSeconds: maxSeconds, isShared: isShared) { assignments in
      seen.control.withLock { $0 = assignments[0].control }
      led.run(assignments)
    }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    while true {
      if let control = seen.control.withLock({ $0 }) { return (fixture, id, control) }
      await Task.yield()
    }
  }

  private final class Seen: Sendable {
    let control = Mutex<JobControl?>(nil)
  }

  @Test func aTrainingPausesBeforeALeaseEndsThatOthersMayTakeAndGoesOn() async throws {
    let (fixture, id, control) = try await runningJob(isShared: true)
    fixture.store.fail(.renew, .error(.unavailable(reason: "test"), times: .max))
    while fixture.time.elapsed < Sample.lease * 0.85 {
      fixture.time.advance(by: .milliseconds(250))
      for _ in 0..<5 { await Task.yield() }
    }
    #expect(!control.isPaused)
    while !control.isPaused {
      #expect(fixture.time.elapsed < Sample.lease)
      fixture.time.advance(by: .milliseconds(250))
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(!control.isInterrupted)
    fixture.store.fail(.renew, nil)
    while control.isPaused {
      fixture.time.advance(by: .milliseconds(250))
      try await Task.sleep(for: .milliseconds(1))
    }
    led.finish(id, .succeeded(result: [1], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.attempt == 1)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aPauseIsNoPartOfAJobsTime() async throws {
    let (fixture, id, control) = try await runningJob(isShared: true, maxSeconds: 60)
    func advance(until end: Duration) async throws {
      while fixture.time.elapsed < end {
        fixture.time.advance(by: .milliseconds(250))
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    fixture.store.fail(.renew, .error(.unavailable(reason: "test"), times: .max))
    // It pauses from about 27 s on.
    try await advance(until: .seconds(90))
    #expect(control.isPaused)
    #expect(!control.shouldStop)
    fixture.store.fail(.renew, nil)
    try await advance(until: .seconds(110))
    #expect(!control.isPaused)
    #expect(!control.shouldStop)
    let ended = try await withThrowingTaskGroup(of: Job?.self) { group in
      group.addTask { try await fixture.end(of: id) }
      group.addTask {
        try await advance(until: .seconds(200))
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
    #expect(ended?.error?.code == "time_limit")
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// Nobody can take its job: to wait would lose time for nothing.
  @Test func aTrainingDoesNotPauseInAStoreOfItsOwn() async throws {
    let (fixture, id, control) = try await runningJob(isShared: false)
    fixture.store.fail(.renew, .error(.unavailable(reason: "test"), times: .max))
    while fixture.time.elapsed < Sample.lease * 3 {
      fixture.time.advance(by: .milliseconds(500))
      for _ in 0..<5 { await Task.yield() }
    }
    #expect(!control.isPaused)
    led.finish(id, .succeeded(result: [1], artifacts: [:]))
    #expect(try await fixture.end(of: id).state == .succeeded)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aResultIsOfferedPastTheLeaseUntilTheStoreTakesIt() async throws {
    let (fixture, id, _) = try await runningJob(isShared: true)
    let outage = FaultyStore.Fault.error(.unavailable(reason: "test"), times: .max)
    fixture.store.fail(.renew, outage)
    fixture.store.fail(.succeed, outage)
    led.finish(id, .succeeded(result: [4], artifacts: [:]))
    while fixture.time.elapsed < Sample.lease * 2 {
      fixture.time.advance(by: .milliseconds(500))
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(!fixture.events.all.contains(where: QueueEvent.isLoss))
    fixture.store.fail(.renew, nil)
    fixture.store.fail(.succeed, nil)
    while try await fixture.queue.job(id)?.state != .succeeded {
      fixture.time.advance(by: .milliseconds(500))
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(try await fixture.queue.job(id)?.result == [4])
    #expect(try await fixture.queue.job(id)?.attempt == 1)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// The commit got through, its answer did not: that is no lost lease, also where heartbeats come before
  /// an answer does, which find no lease any more.
  @Test(arguments: [1, 6]) func aResultWhoseAnswerWasLostIsStoredOnce(times: Int) async throws {
    let (fixture, id, _) = try await runningJob(isShared: true)
    fixture.store.fail(.succeeded, .error(.unavailable(reason: "test"), times: times))
    led.finish(id, .succeeded(result: [4], artifacts: [:]))
    try await fixture.events.until(1, QueueEvent.isFailure(.settle))
    try await fixture.advance {
      if case .settled(id, .succeeded) = $0 { true } else { false }
    }
    #expect(!fixture.events.all.contains(where: QueueEvent.isLoss))
    #expect(try await fixture.queue.job(id)?.result == [4])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// Whoever shares a store may not take what the others run.
  @Test(arguments: [false, true])
  func aStartTakesBackAllJobsOnlyWhereTheStoreIsItsOwn(isShared: Bool) async throws {
    let fixture = try QueueFixture(workers: 0, isShared: isShared)
    _ = try await fixture.queue.submit([Sample.job(1), Sample.job(2, batchKey: "2")])
    let worker = WorkerID(rawValue: "another/0")
    for lease in [Sample.lease, Sample.lease * 2] {
      _ = try await fixture.store.claim(worker: worker, limit: 1, lease: lease)
    }
    fixture.time.advance(by: Sample.lease)
    let taken = try await fixture.queue.start()
    #expect(taken.queued == (isShared ? [Sample.id(1)] : [Sample.id(1), Sample.id(2)]))
  }
}
