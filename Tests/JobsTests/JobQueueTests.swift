import JobStoreConformance
import Jobs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct JobQueueTests {
  @Test func aWaitEndsAtTheChangeAndNotBefore() async throws {
    let fixture = try QueueFixture(workers: 0)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    let wait = Task {
      try await fixture.queue.wait(for: id, afterRevision: 1, timeout: .seconds(60))
    }
    try await fixture.time.sleepers(atLeast: 1)
    #expect(try await fixture.queue.cancel(id) == .cancelled)
    let job = try await wait.value
    #expect(job?.state == .cancelled)
    #expect(job?.revision == 2)
    #expect(fixture.time.elapsed == .zero)
  }

  @Test func aWaitThatTimesOutGivesTheJobAsItStands() async throws {
    let fixture = try QueueFixture(workers: 0)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    let wait = Task {
      try await fixture.queue.wait(for: id, afterRevision: nil, timeout: .seconds(60))
    }
    try await fixture.time.sleepers(atLeast: 1)
    fixture.time.advance(by: .seconds(60))
    #expect(try await wait.value?.state == .queued)
    let noWait = try await fixture.queue.wait(for: id, afterRevision: nil, timeout: .zero)
    #expect(noWait?.state == .queued)
  }

  @Test func waitsAreOverAfterTheShutdown() async throws {
    let fixture = try QueueFixture(workers: 0)
    let queue = fixture.queue
    let sweep = try await queue.submit(Sample.sweep(1, jobs: 3...4)).sweep
    let hour = Duration.seconds(3600)
    let handedIn = Task { try await queue.submit(Sample.job(1), timeout: hour) { try await $0() } }
    try await fixture.time.sleepers(atLeast: 1)
    let job = Task { try await queue.wait(for: Sample.id(1), afterRevision: 1, timeout: hour) }
    let all = Task { try await queue.wait(for: sweep.id, timeout: hour) }
    try await fixture.time.sleepers(atLeast: 3)
    #expect(await queue.shutdown(grace: .seconds(1)) == [])
    #expect(try await handedIn.value.state == .queued)
    #expect(try await job.value?.state == .queued)
    #expect(try await all.value?.counts[.queued] == 2)
    // Those that begin later do not wait.
    #expect(
      try await queue.wait(for: Sample.id(1), afterRevision: nil, timeout: hour)?.state == .queued)
    #expect(try await queue.wait(for: sweep.id, timeout: hour)?.counts[.queued] == 2)
    #expect(try await queue.wait(for: Sample.id(9), afterRevision: nil, timeout: hour) == nil)
    #expect(fixture.time.elapsed == .zero)
  }

  @Test func aWaitForWhatIsThereReturnsAtOnce() async throws {
    let fixture = try QueueFixture(workers: 0)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    let minute = Duration.seconds(60)
    let seen = try await fixture.queue.wait(for: id, afterRevision: 0, timeout: minute)
    #expect(seen?.revision == 1)
    let other = try await fixture.queue.wait(
      for: id, until: .state(not: .running), timeout: minute)
    #expect(other?.state == .queued)
    #expect(
      try await fixture.queue.wait(for: Sample.id(9), afterRevision: 0, timeout: minute) == nil)
    _ = try await fixture.queue.cancel(id)
    let ended = try await fixture.queue.wait(for: id, afterRevision: 99, timeout: minute)
    #expect(ended?.state == .cancelled)
  }

  @Test func aThousandWaitsForOneJobAreAllAnswered() async throws {
    let fixture = try QueueFixture(workers: 0)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await withThrowingTaskGroup(of: JobState?.self) { group in
      for _ in 0..<1000 {
        group.addTask {
          let job = try await fixture.queue.wait(
            for: id, afterRevision: nil, timeout: .seconds(60))
          return job?.state
        }
      }
      try await fixture.time.sleepers(atLeast: 1000)
      _ = try await fixture.queue.cancel(id)
      for try await state in group { #expect(state == .cancelled) }
    }
  }

  @Test func aCancelledWaitEndsAndLeavesNoWatcher() async throws {
    let watch = JobWatch()
    let (began, signal) = AsyncStream<Void>.makeStream()
    let task = Task {
      try await watch.watching(Sample.id(1)) { subscription in
        signal.finish()
        try await subscription.changed()
      }
    }
    for await _ in began {}
    #expect(watch.watcherCount == 1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(watch.watcherCount == 0)
  }

  @Test func changesFasterThanTheWatcherMeltIntoOne() async throws {
    let watch = JobWatch()
    try await watch.watching(Sample.id(1)) { subscription in
      for _ in 0..<5 { watch.publish(Sample.id(1)) }
      watch.publish(Sample.id(2))
      try await subscription.changed()
      let time = ManualTime()
      let second = Task {
        try await withTimeout(.seconds(1), sleep: time.source.sleep) {
          try await subscription.changed()
          return true
        }
      }
      try await time.sleepers(atLeast: 1)
      time.advance(by: .seconds(1))
      #expect(try await second.value == nil)
    }
  }

  @Test func deletingEndsWaitsForTheJob() async throws {
    let fixture = try QueueFixture(workers: 0)
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    #expect(try await fixture.queue.delete(id) == .notFinished(.queued))
    _ = try await fixture.queue.cancel(id)
    #expect(try await fixture.queue.delete(id) == .deleted)
    #expect(try await fixture.queue.job(id) == nil)
  }

  @Test func idsComeFromTheClockAndTheRandomnessGiven() throws {
    let fixture = try QueueFixture(workers: 0)
    let id = fixture.queue.makeID()
    let sameTime = JobID.make(now: ManualTime.start) { 0 }
    #expect(id.rawValue.prefix(14) == sameTime.rawValue.prefix(14))
    #expect(id != fixture.queue.makeID())
  }
}
