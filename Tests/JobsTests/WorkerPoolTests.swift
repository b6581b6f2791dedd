import Dispatch
import JobStoreConformance
import Jobs
import Testing

import Glibc

@Suite(.timeLimit(.minutes(1)))
struct WorkerPoolTests {
  private let error = JobError(code: "bad", message: "Bad.")

  @Test func everyKindOfOutcomeReachesTheStore() async throws {
    let error = error
    let fixture = try QueueFixture { assignments in
      for assignment in assignments {
        assignment.control.report(step: 10)
        switch assignment.claim.job.name {
        case "succeeded":
          let blobs: [String: [UInt8]] = ["record": [4, 5]]
          assignment.control.finish(.succeeded(result: [1, 2], artifacts: blobs))
          // The first outcome counts.
          #expect(!assignment.control.finish(.failed(error)))
        case "failed": assignment.control.finish(.failed(error))
        case "cancelled": assignment.control.finish(.cancelled)
        case "stopped": assignment.control.finish(.stopped)
        default: break
        }
      }
    }
    let names = ["succeeded", "failed", "cancelled", "stopped", "silent"]
    let ids = try await fixture.queue.submit(
      names.enumerated().map { Sample.job($0.offset, name: $0.element) }
    ).map(\.job.id)
    try await fixture.queue.start()
    var jobs: [Job] = []
    for id in ids { jobs.append(try await fixture.end(of: id)) }
    #expect(jobs.map(\.state) == [.succeeded, .failed, .cancelled, .failed, .failed])
    #expect(jobs.map(\.step) == [10, 10, 10, 10, 10])
    #expect(jobs[0].result == [1, 2])
    #expect(try await fixture.queue.artifact("record", of: ids[0]) == [4, 5])
    #expect(jobs[1].error == error)
    // Nobody had asked them to stop, so their ends are the executor's faults.
    #expect(jobs[3].error?.code == "executor_fault")
    #expect(jobs[4].error?.code == "executor_fault")
    #expect(await fixture.queue.shutdown(grace: .seconds(60)) == [])
  }

  @Test func anIdleWorkerWakesWhenAJobArrives() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    try await fixture.queue.start()
    // Idle (its poll is ten minutes away) and the requeueing timer: both asleep.
    try await fixture.time.sleepers(atLeast: 2)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.events.until(1, QueueEvent.isClaim)
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    #expect(try await fixture.end(of: id).state == .succeeded)
    #expect(fixture.time.elapsed == .zero)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func nobodyLooksForJobsWhereNoneIsQueued() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture(workers: 2) { led.run($0) }
    try await fixture.queue.start()
    try await fixture.time.sleepers(atLeast: 3)
    let before = fixture.store.claimCount
    for number in 1...3 {
      let id = try await fixture.queue.submit(Sample.job(number)).job.id
      try await fixture.events.until(number, QueueEvent.isClaim)
      led.finish(id, .succeeded(result: [], artifacts: [:]))
      #expect(try await fixture.end(of: id).state == .succeeded)
    }
    // Both are idle again, so whoever would have looked has.
    try await fixture.time.sleepers(atLeast: 3)
    #expect(fixture.store.claimCount == before + 3)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aJobThatComesWhileAllTrainIsBegunByWhoeverEnds() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    try await fixture.queue.start()
    try await fixture.time.sleepers(atLeast: 2)
    let first = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.events.until(1, QueueEvent.isClaim)
    let second = try await fixture.queue.submit(Sample.job(2)).job.id
    let third = try await fixture.queue.submit(Sample.job(3, batchKey: "other")).job.id
    for id in [first, second, third] { led.finish(id, .succeeded(result: [], artifacts: [:])) }
    for id in [first, second, third] {
      #expect(try await fixture.end(of: id).state == .succeeded)
    }
    #expect(fixture.time.elapsed == .zero)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func oneSubmissionOfManyWakesAllWorkers() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture(workers: 3, lanes: 1) { led.run($0) }
    try await fixture.queue.start()
    try await fixture.time.sleepers(atLeast: 4)
    let jobs = (1...3).map { Sample.job($0) }
    let ids = try await fixture.queue.submit(jobs).map(\.job.id)
    // All three run at one time: none has been told to end.
    try await fixture.events.until(3, QueueEvent.isClaim)
    for id in ids { led.finish(id, .succeeded(result: [], artifacts: [:])) }
    for id in ids { #expect(try await fixture.end(of: id).state == .succeeded) }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aJobIsReportedWhileItsCompanionsTrainOn() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    let ids = try await fixture.queue.submit([Sample.job(1), Sample.job(2)]).map(\.job.id)
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    led.finish(ids[0], .succeeded(result: [], artifacts: [:]))
    #expect(try await fixture.end(of: ids[0]).state == .succeeded)
    #expect(try await fixture.queue.job(ids[1])?.state == .running)
    led.finish(ids[1], .failed(error))
    #expect(try await fixture.end(of: ids[1]).state == .failed)
    #expect(led.batches == [ids])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func cancellingStopsOneJobOfABatchAtOnce() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    let ids = try await fixture.queue.submit([Sample.job(1), Sample.job(2)]).map(\.job.id)
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    #expect(try await fixture.queue.cancel(ids[1]) == .requested)
    #expect(try await fixture.end(of: ids[1]).state == .cancelled)
    #expect(fixture.time.elapsed == .zero)
    #expect(try await fixture.queue.job(ids[0])?.state == .running)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aCancellingFromElsewhereComesWithTheHeartbeat() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    _ = try await fixture.store.requestCancel(id)
    try await fixture.time.sleepers(atLeast: 2)
    fixture.time.advance(by: Sample.lease / 3)
    #expect(try await fixture.end(of: id).state == .cancelled)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func progressReachesThoseWhoWait() async throws {
    let (reported, signal) = AsyncStream<Void>.makeStream()
    let gate = DispatchSemaphore(value: 0)
    let fixture = try QueueFixture { assignments in
      assignments[0].control.report(step: 42)
      signal.finish()
      gate.wait()
    }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    for await _ in reported {}
    // The timer that requeues, the heartbeat's, and the wait's.
    let wait = Task {
      try await fixture.queue.wait(for: id, afterRevision: 2, timeout: .seconds(3600))
    }
    try await fixture.time.sleepers(atLeast: 3)
    fixture.time.advance(by: .seconds(1))
    let job = try await wait.value
    #expect(job?.step == 42)
    #expect(job?.state == .running)
    gate.signal()
    #expect(try await fixture.end(of: id).error?.code == "executor_fault")
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aCancellingBetweenClaimAndTrainingIsNotMissed() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    fixture.store.fail(.claimed, .hang)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    while try await fixture.queue.job(id)?.state != .running { await Task.yield() }
    #expect(try await fixture.queue.cancel(id) == .requested)
    fixture.store.unhang()
    #expect(try await fixture.end(of: id).state == .cancelled)
    #expect(fixture.time.elapsed == .zero)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func executorsRunOnThreadsOfLowPriority() async throws {
    let fixture = try QueueFixture { assignments in
      let nice = getpriority(.init(PRIO_PROCESS.rawValue), 0)
      assignments[0].control.finish(.succeeded(result: [UInt8(nice)], artifacts: [:]))
    }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    #expect(try await fixture.end(of: id).result == [19])
    // The rest of the process keeps its own.
    #expect(getpriority(.init(PRIO_PROCESS.rawValue), 0) < 19)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func shutdownPutsJobsBackInGoodOrder() async throws {
    let led = LedExecutor()
    let fixture = try QueueFixture { led.run($0) }
    let ids = try await fixture.queue.submit([Sample.job(1), Sample.job(2)]).map(\.job.id)
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    #expect(await fixture.queue.shutdown(grace: .seconds(60)) == [])
    for id in ids {
      let job = try #require(try await fixture.queue.job(id))
      #expect(job.state == .queued)
      #expect(job.attempt == 1)
    }
    // Nobody claims any more, and a second shutdown has nothing to do.
    _ = try await fixture.queue.submit(Sample.job(3))
    #expect(await fixture.queue.shutdown(grace: .seconds(60)) == [])
    #expect(try await fixture.queue.counts()[.queued] == 3)
  }

  @Test func shutdownDoesNotWaitForTheDeaf() async throws {
    let led = LedExecutor()
    led.becomeDeaf()
    let fixture = try QueueFixture { led.run($0) }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    try await fixture.time.sleepers(atLeast: 2)
    let shutdown = Task { await fixture.queue.shutdown(grace: .seconds(5)) }
    // The timer that requeues ends with the beginning of the shutdown; its grace sleeps instead.
    while fixture.time.deadlines != [.seconds(1), .seconds(5)] { await Task.yield() }
    fixture.time.advance(by: .seconds(5))
    #expect(await shutdown.value == [id])
    #expect(try await fixture.queue.job(id)?.state == .queued)
    // What the thread says later is not heard.
    led.finish(id, .succeeded(result: [9], artifacts: [:]))
    #expect(await fixture.queue.shutdown(grace: .seconds(60)) == [])
    #expect(try await fixture.queue.job(id)?.state == .queued)
  }
}
