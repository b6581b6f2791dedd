import JobStoreConformance
import Jobs
import Synchronization
import Testing

/// What a process does at hints of others that share its store, on a clock that nobody moves: whatever
/// happens here happens because of them.
@Suite(.timeLimit(.minutes(1)))
struct StoreHintTests {
  /// Hints as the test gives them.
  private final class Hints: StoreHints {
    private let followers = Mutex<[@Sendable (StoreHint) -> Void]>([])
    private let kept = Mutex<[StoreHint]>([])

    /// What this process has told the others.
    var sent: [StoreHint] { kept.withLock { $0 } }

    func follow(_ body: @escaping @Sendable (StoreHint) -> Void) {
      followers.withLock { $0.append(body) }
    }

    func send(_ hint: StoreHint) { kept.withLock { $0.append(hint) } }

    func give(_ hint: StoreHint) {
      for follower in followers.withLock({ $0 }) { follower(hint) }
    }

    func follower() async { while followers.withLock({ $0.isEmpty }) { await Task.yield() } }
  }

  private let hints = Hints()
  private let led = LedExecutor()

  private func fixture(workers: Int = 1) throws -> QueueFixture {
    let led = led
    return try QueueFixture(workers: workers, isShared: true, hints: hints) { led.run($0) }
  }

  @Test func anIdleSlotLooksForJobsOfAnotherProcess() async throws {
    let fixture = try fixture()
    try await fixture.queue.start()
    // Idle: the poll, the timer that takes back what others lost, the watch over deadlines.
    try await fixture.time.sleepers(atLeast: 3)
    _ = try await fixture.store.create(Sample.job(1))
    for _ in 0..<100 { hints.give(.queued) }
    // The jitter of all hundred, which is one wait.
    try await fixture.time.sleepers(atLeast: 4)
    fixture.time.advance(by: .milliseconds(50))
    try await fixture.events.until(1, QueueEvent.isClaim)
    led.finish(Sample.id(1), .succeeded(result: [], artifacts: [:]))
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aCancellingIsHeardBeforeTheNextHeartbeat() async throws {
    let fixture = try fixture()
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    _ = try await fixture.store.requestCancel(id)
    hints.give(.cancelling)
    try await fixture.events.until {
      if case .settled(id, .cancelled) = $0 { true } else { false }
    }
    await fixture.queue.shutdown(grace: .seconds(60))
  }

  @Test func aWaitEndsSoonAfterAJobThatAnotherProcessEnded() async throws {
    let fixture = try fixture(workers: 0)
    try await fixture.queue.start()
    await hints.follower()
    let id = try await fixture.queue.submit(Sample.job(1)).job.id
    let queue = fixture.queue
    async let waited = queue.wait(for: id, until: .finished, timeout: .seconds(3600))
    // The wait's own end, the interval of looks, and the least time between two of them.
    try await fixture.time.sleepers(atLeast: 4)
    _ = try await fixture.store.requestCancel(id)
    hints.give(.changed)
    fixture.time.advance(by: .milliseconds(25))
    #expect(try await waited?.state == .cancelled)
    await fixture.queue.shutdown(grace: .zero)
  }

  @Test func theOthersAreToldWhatThisProcessHasDone() async throws {
    let fixture = try fixture()
    let ids = try await fixture.queue.submit([Sample.job(1), Sample.job(2, batchKey: "other")])
      .map(\.job.id)
    #expect(hints.sent.contains(.queued))
    #expect(!hints.sent.contains(.changed))
    try await fixture.queue.start()
    try await fixture.events.until(1, QueueEvent.isClaim)
    _ = try await fixture.queue.cancel(ids[1])
    #expect(hints.sent.contains(.changed))
    #expect(!hints.sent.contains(.cancelling))
    _ = try await fixture.queue.cancel(ids[0])
    #expect(hints.sent.contains(.cancelling))
    #expect(try await fixture.end(of: ids[0]).state == .cancelled)
    await fixture.queue.shutdown(grace: .seconds(60))
  }
}
