import JobStoreConformance
import Jobs
import Testing

/// What workers do when the store does not do as it is told.
@Suite(.timeLimit(.minutes(1)))
struct WorkerFaultTests {
  private let led = LedExecutor()

  private func fixture() throws -> QueueFixture {
    let led = led
    return try QueueFixture { led.run($0) }
  }

  /// A job that trains, with both timers asleep: requeueing, and the heartbeat.
  private func runningJob(_ fixture: QueueFixture) async throws -> JobID {
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    try await fixture.time.sleepers(atLeast: 2)
    return id
  }

  private func succeedAtSecondAttempt(_ id: JobID, _ fixture: QueueFixture) async throws {
    try await fixture.events.until(2, QueueEvent.isClaim)
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.attempt == 2)
    #expect(led.batches == [[id], [id]])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aWorkerWhoseJobWasTakenAwayStops() async throws {
    let fixture = try fixture()
    let id = try await runningJob(fixture)
    #expect(try await fixture.store.requeueAll() == Requeueing(queued: [id]))
    fixture.time.advance(by: Sample.lease / 3)
    try await fixture.events.until(1, QueueEvent.isLoss)
    try await succeedAtSecondAttempt(id, fixture)
  }

  /// The lease is past, nobody else may have it as there is nobody, and the job is still this
  /// worker's when the store answers again.
  @Test func aWorkerWhoseRenewalHangsGoesOnWithItsJob() async throws {
    let fixture = try fixture()
    let id = try await runningJob(fixture)
    fixture.store.fail(.renew, .hang)
    for _ in 0..<6 {
      fixture.time.advance(by: Sample.lease / 2)
      try await fixture.time.sleepers(atLeast: 1)
    }
    #expect(try await fixture.queue.job(id)?.state == .running)
    fixture.store.unhang()
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.attempt == 1)
    #expect(!fixture.events.all.contains(where: QueueEvent.isLoss))
    #expect(!fixture.events.all.contains(where: QueueEvent.isRequeueing))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// The clock jumps over several leases, as it does for a process that was stopped: whichever timer
  /// is first, the job stays where it is.
  @Test(arguments: 1...8) func aFreezeIsNoLoss(_: Int) async throws {
    let fixture = try fixture()
    let id = try await runningJob(fixture)
    for _ in 0...JobLimits.losses {
      fixture.time.advance(by: Sample.lease * 3)
      try await fixture.time.sleepers(atLeast: 2)
    }
    led.step(id, to: 7)
    while try await fixture.queue.job(id)?.step != 7 {
      fixture.time.advance(by: .seconds(1))
      await Task.yield()
    }
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.attempt == 1)
    #expect(!fixture.events.all.contains(where: QueueEvent.isLoss))
    #expect(!fixture.events.all.contains(where: QueueEvent.isRequeueing))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// Another process took the job while this one slept: the store says so, and it stops.
  @Test func aJobThatWasTakenDuringAFreezeIsLost() async throws {
    let fixture = try fixture()
    let id = try await runningJob(fixture)
    #expect(
      try await fixture.store.requeueExpired(by: "another", holding: []) == Requeueing())
    fixture.time.advance(by: .seconds(1))
    try await fixture.time.sleepers(atLeast: 2)
    #expect(try await fixture.store.requeueAll() == Requeueing(queued: [id]))
    fixture.time.advance(by: Sample.lease * 3)
    try await fixture.events.until(1, QueueEvent.isLoss)
    try await succeedAtSecondAttempt(id, fixture)
  }

  @Test func aRenewalThatFailsForAWhileCostsNothing() async throws {
    let fixture = try fixture()
    let id = try await runningJob(fixture)
    fixture.store.fail(.renew, .error(.unavailable(reason: "test"), times: 1))
    fixture.time.advance(by: Sample.lease / 3)
    try await fixture.events.until(1, QueueEvent.isFailure(.renew))
    try await fixture.time.sleepers(atLeast: 2)
    fixture.time.advance(by: Sample.lease / 3)
    try await fixture.time.sleepers(atLeast: 2)
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.attempt == 1)
    #expect(!fixture.events.all.contains(where: QueueEvent.isLoss))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aResultIsNotGivenUpWhileTheStoreIsFull() async throws {
    let fixture = try fixture()
    fixture.store.fail(.succeed, .error(.full, times: 2))
    let id = try await runningJob(fixture)
    led.finish(id, .succeeded(result: [3], artifacts: [:]))
    for (attempt, pause) in [50, 100].enumerated() {
      try await fixture.events.until(attempt + 1, QueueEvent.isFailure(.settle))
      try await fixture.time.sleepers(atLeast: 3)
      fixture.time.advance(by: .milliseconds(pause))
    }
    let job = try await fixture.end(of: id)
    #expect(job.state == .succeeded)
    #expect(job.result == [3])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aResultThatCannotBeKeptFailsTheJob() async throws {
    let fixture = try fixture()
    fixture.store.fail(.succeed, .error(.tooLarge, times: 1))
    let id = try await runningJob(fixture)
    led.finish(id, .succeeded(result: [3], artifacts: [:]))
    let job = try await fixture.end(of: id)
    #expect(job.state == .failed)
    #expect(job.error?.code == "result_not_stored")
    #expect(fixture.events.all.contains(where: QueueEvent.isFailure(.settle)))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aClaimThatFailsIsTriedAgain() async throws {
    let fixture = try fixture()
    fixture.store.fail(.claim, .error(.unavailable(reason: "test"), times: 1))
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isFailure(.claim))
    try await fixture.time.sleepers(atLeast: 2)
    fixture.time.advance(by: .milliseconds(50))
    try await fixture.events.until(1, QueueEvent.isClaim)
    led.finish(id, .cancelled)
    #expect(try await fixture.end(of: id).state == .cancelled)
    await fixture.queue.shutdown(grace: .seconds(60))
  }
}
