import JobStoreConformance
import Jobs
import Testing

/// What a process begins beside what it trains already.
@Suite(.timeLimit(.minutes(1)))
struct AdmissionTests {
  private let led = LedExecutor()

  private func fixture(memory: Int = .max, maxSeconds: Int? = nil) throws -> QueueFixture {
    let led = led
    return try QueueFixture(workers: 2, memory: memory, maxSeconds: maxSeconds) { led.run($0) }
  }

  private func job(
    _ number: Int, cost: Double = 0, memory: Int = 0, maxSeconds: Int? = nil
  ) -> NewJob {
    var job = Sample.job(number, batchKey: "\(number)")
    job.cost = cost
    job.memory = JobMemory(alone: memory)
    job.maxSeconds = maxSeconds
    return job
  }

  /// The jobs claimed so far, in order.
  private func claimed(_ fixture: QueueFixture) -> [JobID] {
    fixture.events.all.flatMap { event -> [JobID] in
      if case .claimed(_, let ids) = event { ids } else { [] }
    }
  }

  /// Returns when `trainings` jobs train and all other slots have found nothing to begin: the timer
  /// that requeues sleeps, and so do a heartbeat for every training and every idle slot.
  private func settled(_ fixture: QueueFixture, trainings: Int) async throws {
    try await fixture.time.sleepers(atLeast: 1 + 2)
    // Real time, for a slot that was just woken to be refused.
    try await Task.sleep(for: .milliseconds(20))
    #expect(claimed(fixture).count >= trainings)
  }

  private func end(_ id: JobID, _ fixture: QueueFixture) async throws {
    led.finish(id, .succeeded(result: [], artifacts: [:]))
    #expect(try await fixture.end(of: id).state == .succeeded)
  }

  /// As after a crash that both jobs were part of.
  private func suspects(_ fixture: QueueFixture) async throws -> [JobID] {
    let ids = try await fixture.queue.submit([job(1), job(2)]).map(\.job.id)
    for _ in ids {
      _ = try await fixture.store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)
    }
    return ids
  }

  @Test func suspectsTrainOneAfterTheOtherWithNothingBeside() async throws {
    let fixture = try fixture()
    let ids = try await suspects(fixture)
    #expect(try await fixture.queue.start().queued == ids)
    for id in ids {
      try await fixture.events.until(1) { if case .claimed(_, [id]) = $0 { true } else { false } }
      _ = try await fixture.queue.submit(job(id == ids[0] ? 3 : 4))
      try await settled(fixture, trainings: 1)
      #expect(claimed(fixture).last == id)
      try await end(id, fixture)
    }
    // Nobody is suspected any more: both others train at once.
    try await fixture.events.until(4, QueueEvent.isClaim)
    for id in ids {
      let events = fixture.events.all
      let begin = try #require(
        events.firstIndex { if case .claimed(_, [id]) = $0 { true } else { false } })
      let end = try #require(
        events.firstIndex { if case .settled(id, _) = $0 { true } else { false } })
      #expect(!events[(begin + 1)..<end].contains(where: QueueEvent.isClaim))
    }
    for number in 3...4 { try await end(Sample.id(number), fixture) }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aSuspectThatGotPastItsCrashHasCompanyAgain() async throws {
    let fixture = try fixture()
    let ids = try await suspects(fixture)
    _ = try await fixture.queue.submit(job(3))
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    led.step(ids[0], to: 1)
    // The second is a suspect too and waits; the third may be begun.
    try await fixture.advance { if case .claimed(_, [Sample.id(3)]) = $0 { true } else { false } }
    #expect(fixture.time.elapsed >= .seconds(10))
    #expect(claimed(fixture) == [ids[0], Sample.id(3)])
    try await end(Sample.id(3), fixture)
    try await end(ids[0], fixture)
    try await fixture.events.until(3, QueueEvent.isClaim)
    try await end(ids[1], fixture)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func jobsThatTogetherNeedTooMuchTrainOneAfterTheOther() async throws {
    let fixture = try fixture(memory: 100)
    let ids = try await fixture.queue.submit([job(1, memory: 60), job(2, memory: 60)])
      .map(\.job.id)
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    try await settled(fixture, trainings: 1)
    #expect(claimed(fixture) == [ids[0]])
    #expect(fixture.queue.memory.inUse == 60)
    try await end(ids[0], fixture)
    try await fixture.events.until(2, QueueEvent.isClaim)
    try await end(ids[1], fixture)
    await fixture.queue.shutdown(grace: .seconds(60))
    #expect(fixture.queue.memory.inUse == 0)
  }

  @Test func aJobThatDoesNotFitIsNotOvertakenForEver() async throws {
    let fixture = try fixture(memory: 100)
    _ = try await fixture.queue.submit([
      job(1, cost: 1000, memory: 60), job(2, cost: 1000, memory: 60), job(3, cost: 100),
    ])
    try await fixture.queue.start()
    // The third is short: it should end before the first does, so that the second loses nothing.
    try await fixture.events.until(2, QueueEvent.isClaim)
    #expect(claimed(fixture) == [1, 3].map(Sample.id))
    try await end(Sample.id(3), fixture)
    // Of the first 5 % are left.
    led.step(Sample.id(1), to: 95)
    while try await fixture.queue.job(Sample.id(1))?.step != 95 {
      fixture.time.advance(by: .seconds(1))
      await Task.yield()
    }
    _ = try await fixture.queue.submit(job(4, cost: 100))
    try await settled(fixture, trainings: 1)
    #expect(claimed(fixture) == [1, 3].map(Sample.id))
    try await end(Sample.id(1), fixture)
    try await fixture.events.until(4, QueueEvent.isClaim)
    #expect(Set(claimed(fixture).suffix(2)) == Set([2, 4].map(Sample.id)))
    #expect(claimed(fixture)[2] == Sample.id(2))
    for number in [2, 4] { try await end(Sample.id(number), fixture) }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aJobThatNeedsMoreThanThereIsFailsUntrained() async throws {
    let fixture = try fixture(memory: 100)
    let id = try await fixture.queue.submit(job(1, memory: 101)).job.id
    try await fixture.queue.start()
    let ended = try await fixture.end(of: id)
    #expect(ended.state == .failed)
    #expect(ended.error?.code == "memory_exceeded")
    #expect(ended.error?.message.contains("101") == true)
    #expect(led.batches.flatMap(\.self) == [])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test(arguments: [(20, nil), (nil, 20), (20, 30), (30, 20)] as [(Int?, Int?)])
  func aJobFailsWhenItsTimeIsOver(own: Int?, all: Int?) async throws {
    let fixture = try fixture(maxSeconds: all)
    let id = try await fixture.queue.submit(job(1, maxSeconds: own)).job.id
    fixture.time.advance(by: .seconds(100))
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    try await fixture.time.sleepers(atLeast: 4)
    let began = fixture.time.elapsed
    while try await fixture.queue.job(id)?.state == .running {
      fixture.time.advance(by: .milliseconds(500))
      for _ in 0..<20 { await Task.yield() }
      try await Task.sleep(for: .milliseconds(3))
    }
    let job = try await fixture.end(of: id)
    #expect(fixture.time.elapsed - began >= .seconds(20))
    #expect(job.state == .failed)
    #expect(job.error?.code == "time_limit")
    #expect(job.error?.message.contains("20 seconds") == true)
    #expect(job.error?.message.contains("max_seconds") == (own == 20))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aJobThatEndsInTimeHasNoLimit() async throws {
    let fixture = try fixture(maxSeconds: 20)
    let id = try await fixture.queue.submit(job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    try await end(id, fixture)
    await fixture.queue.shutdown(grace: .seconds(60))
  }
}
