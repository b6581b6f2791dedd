import Dispatch
import JobStoreConformance
import Jobs
import Testing

/// Workers train on while the store takes in what they have trained.
@Suite(.timeLimit(.minutes(1)))
struct SettlingTests {
  private let led = LedExecutor()

  @Test func aWorkerTrainsOnWhileTheStoreTakesAResult() async throws {
    let led = led
    let fixture = try QueueFixture(lanes: 1) { led.run($0) }
    let ids = try await fixture.queue.submit((1...3).map { Sample.job($0) }).map(\.job.id)
    fixture.store.fail(.succeed, .hang)
    for id in ids { led.finish(id, .succeeded(result: [1], artifacts: [:])) }
    try await fixture.queue.start()
    // The second is trained while the first is not stored, and no third beside two that are not.
    try await fixture.events.until(2, QueueEvent.isClaim)
    while led.batches.count < 2 { await Task.yield() }
    for _ in 0..<200 { await Task.yield() }
    #expect(led.batches == [[ids[0]], [ids[1]]])
    for id in ids { #expect(try await fixture.queue.job(id)?.state != .succeeded) }
    fixture.store.unhang()
    for id in ids { #expect(try await fixture.end(of: id).state == .succeeded) }
    #expect(led.batches.count == 3)
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// Who waits for an end is not woken by what comes before, and misses none that comes at once.
  @Test func aSubmissionWaitsForTheEndAlone() async throws {
    let led = led
    let fixture = try QueueFixture { led.run($0) }
    try await fixture.queue.start()
    for number in 1...20 {
      let job = Sample.job(number)
      led.finish(job.id, .succeeded(result: [UInt8(number)], artifacts: [:]))
      let ended = try await fixture.queue.submit(job, timeout: .seconds(3600)) { try await $0() }
      #expect(ended.state == .succeeded)
      #expect(ended.result == [UInt8(number)])
    }
    let watch = JobWatch()
    let id = Sample.id(1)
    try await watch.watching(id, endsOnly: true) { subscription in
      watch.publish(id, isProgress: true)
      let early = try? await withTimeout(
        .milliseconds(20), sleep: { try await Task.sleep(for: $0) }
      ) {
        try await subscription.changed()
        return true
      }
      #expect(early != true)
      watch.publish(id)
      try await subscription.changed()
    }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aShutdownWaitsForWhatIsTrained() async throws {
    let led = led
    let fixture = try QueueFixture(lanes: 1) { led.run($0) }
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    fixture.store.fail(.succeed, .hang)
    led.finish(id, .succeeded(result: [1], artifacts: [:]))
    try await fixture.queue.start()
    while led.batches.isEmpty { await Task.yield() }
    async let left = fixture.queue.shutdown(grace: .seconds(60))
    for _ in 0..<100 { await Task.yield() }
    fixture.store.unhang()
    #expect(await left == [])
    #expect(try await fixture.queue.job(id)?.state == .succeeded)
  }

  /// Its training has ended and its outcome comes from elsewhere, after the executor has returned.
  @Test func aJobThatIsHandedOverIsFinishedByAnother() async throws {
    let gate = DispatchSemaphore(value: 0)
    let elsewhere = DispatchQueue(label: "elsewhere")
    let fixture = try QueueFixture(lanes: 1) { assignments in
      for assignment in assignments {
        let control = assignment.control
        if assignment.claim.job.name == "later" {
          control.handOver()
          elsewhere.async {
            gate.wait()
            control.finish(.succeeded(result: [7], artifacts: [:]))
          }
        } else {
          control.finish(.succeeded(result: [8], artifacts: [:]))
        }
      }
    }
    let later = try await fixture.queue.submit(Sample.job(1, name: "later")).job.id
    let next = try await fixture.queue.submit(Sample.job(2)).job.id
    try await fixture.queue.start()
    #expect(try await fixture.end(of: next).result == [8])
    #expect(try await fixture.queue.job(later)?.state == .running)
    gate.signal()
    #expect(try await fixture.end(of: later).result == [7])
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  /// A job that must run alone waits for the store's word on what ran before, and no longer.
  @Test func aJobThatDoesNotFitBeginsWhenTheOtherIsSettled() async throws {
    let led = led
    let fixture = try QueueFixture(lanes: 1, memory: 100) { led.run($0) }
    var jobs = [Sample.job(1), Sample.job(2)]
    for index in jobs.indices { jobs[index].memory = JobMemory(alone: 70) }
    let ids = try await fixture.queue.submit(jobs).map(\.job.id)
    fixture.store.fail(.succeed, .hang)
    for id in ids { led.finish(id, .succeeded(result: [], artifacts: [:])) }
    try await fixture.queue.start()
    while led.batches.isEmpty { await Task.yield() }
    for _ in 0..<200 { await Task.yield() }
    #expect(led.batches == [[ids[0]]])
    fixture.store.unhang()
    // The poll is ten minutes away on a clock that stands.
    for id in ids { #expect(try await fixture.end(of: id).state == .succeeded) }
    #expect(fixture.time.elapsed == .zero)
    await fixture.queue.shutdown(grace: .seconds(60))
  }
}
