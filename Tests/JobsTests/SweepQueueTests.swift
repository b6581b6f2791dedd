import JobStoreConformance
import Jobs
import Testing

/// What the queue adds to the store's sweeps: workers, waits and events.
@Suite(.timeLimit(.minutes(1)))
struct SweepQueueTests {
  private static func settled(_ state: JobState) -> @Sendable (QueueEvent) -> Bool {
    { event in
      if case .settled(_, state) = event { true } else { false }
    }
  }

  @Test func aSweepIsTrainedTogetherAndWaitedFor() async throws {
    let executor = LedExecutor()
    let fixture = try QueueFixture(executor: executor.run)
    _ = try await fixture.queue.start()
    let sweep = try await fixture.queue.submit(Sample.sweep(1, jobs: 1...3)).sweep
    let wait = Task { try await fixture.queue.wait(for: sweep.id, timeout: .seconds(3600)) }
    try await fixture.events.until { QueueEvent.isClaim($0) }
    for number in [3, 1, 2] {
      executor.finish(Sample.id(number), .succeeded(result: Array("{}".utf8), artifacts: [:]))
    }
    let finished = try #require(try await wait.value)
    #expect(finished.counts[.succeeded] == 3)
    #expect(finished.isFinished)
    #expect(executor.batches == [[1, 2, 3].map(Sample.id)])
    #expect(fixture.time.elapsed == .zero)
    _ = await fixture.queue.shutdown(grace: .seconds(1))
  }

  @Test func aWaitEndsWithItsTime() async throws {
    let fixture = try QueueFixture(workers: 0)
    let sweep = try await fixture.queue.submit(Sample.sweep(1, jobs: 1...2)).sweep
    let wait = Task { try await fixture.queue.wait(for: sweep.id, timeout: .seconds(60)) }
    try await fixture.time.sleepers(atLeast: 1)
    fixture.time.advance(by: .seconds(60))
    #expect(try await wait.value?.counts[.queued] == 2)
    #expect(try await fixture.queue.wait(for: Sample.sweepID(9), timeout: .seconds(60)) == nil)
  }

  @Test func cancellingReachesWorkersAndWaits() async throws {
    let executor = LedExecutor()
    let fixture = try QueueFixture(lanes: 2, executor: executor.run)
    _ = try await fixture.queue.start()
    let sweep = try await fixture.queue.submit(Sample.sweep(1, jobs: 1...3)).sweep
    try await fixture.events.until { QueueEvent.isClaim($0) }
    let wait = Task { try await fixture.queue.wait(for: sweep.id, timeout: .seconds(3600)) }
    let cancellation = try #require(try await fixture.queue.cancel(sweep.id))
    #expect(cancellation.cancelled == [Sample.id(3)])
    #expect(Set(cancellation.requested) == [Sample.id(1), Sample.id(2)])
    #expect(try await wait.value?.counts[.cancelled] == 3)
    try await fixture.events.until(3, Self.settled(.cancelled))
    guard case .deleted(let jobs) = try await fixture.queue.delete(sweep.id) else {
      Issue.record("a finished sweep is not deleted")
      return
    }
    #expect(jobs.count == 3)
    _ = await fixture.queue.shutdown(grace: .seconds(1))
  }
}
