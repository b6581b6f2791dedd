import Foundation
import JobStoreConformance
import Jobs
import SQLiteStore
import Synchronization
import Testing
import Webhooks

@Suite(.timeLimit(.minutes(1))) struct WebhookDispatcherTests {
  @Test func messagesOfOneWebhookGoOneAfterAnotherAndEachOnce() async throws {
    let fixture = try await Fixture(webhooks: 2)
    try await fixture.failJobs(1...20)
    await fixture.run {
      try await fixture.waits { $0.messages.count == 40 }
      try await fixture.isEmptied()
    }
    let sent = fixture.sender.messages
    #expect(Set(sent.map(\.id)).count == 40 && sent.count == 40)
    #expect(fixture.sender.mostAtOnceToOne == 1)
    #expect(fixture.counts[.delivered] == 40)
  }

  @Test func whatFailsIsSentAgainAndWhatCannotBeMadeDoesNotStopTheRest() async throws {
    let fixture = try await Fixture(webhooks: 1)
    fixture.sender.answers = [.status(500, retryAfter: nil), .fault("timeout")]
    fixture.unreadable.withLock { $0 = 1 }
    try await fixture.failJobs(1...2)
    await fixture.run {
      // The first cannot be made, which the log is told; its webhook waits for the lease's end.
      try await fixture.waits { _ in fixture.failures.withLock { $0 } == 1 }
      fixture.clock.advance(by: WebhookDispatcher.lease)
      fixture.dispatcher.wake()
      for _ in 1...50 where try await fixture.store.pendingDeliveries() > 0 {
        try await Task.sleep(for: .milliseconds(20))
        fixture.clock.advance(by: .seconds(10))
        fixture.dispatcher.wake()
      }
    }
    #expect(fixture.counts[.delivered] == 2)
    #expect(fixture.counts[.failed] == 2)
    #expect(Set(fixture.sender.messages.map(\.id)).count == 2)
  }

  @Test func stoppingBreaksOffWhatIsSentAndTheNextStartSendsIt() async throws {
    let fixture = try await Fixture(webhooks: 1)
    fixture.sender.isHeld = true
    try await fixture.failJobs(1...1)
    await fixture.run { try await fixture.waits { $0.messages.count == 1 } }
    #expect(try await fixture.store.pendingDeliveries() == 1)
    let next = try await Fixture(sharing: fixture)
    await next.run { try await next.isEmptied() }
    #expect(next.sender.messages.map(\.id) == fixture.sender.messages.map(\.id))
    #expect(next.counts[.delivered] == 1)
  }

  @Test func aVoidKeyEndsItsWebhook() async throws {
    let fixture = try await Fixture(webhooks: 1, isGood: false)
    try await fixture.failJobs(1...3)
    await fixture.run { try await fixture.isEmptied() }
    #expect(fixture.sender.messages.isEmpty)
    let webhook = try await fixture.store.webhooks(of: JobOwner.local).first
    #expect(webhook?.ending == .key)
    #expect(fixture.counts[.ended] == 1)
  }

  @Test func aHostThatIsAllowedNoMoreGetsNothing() async throws {
    let fixture = try await Fixture(webhooks: 1, hosts: ["other.example"])
    try await fixture.failJobs(1...1)
    await fixture.run {
      try await fixture.waits { _ in fixture.counts[.failed] == 1 }
    }
    #expect(fixture.sender.messages.isEmpty)
    let webhook = try await fixture.store.webhooks(of: JobOwner.local).first
    #expect(webhook?.lastTry?.fault == "host_not_allowed")
  }
}

/// A dispatcher over a store in memory, with a sender that only notes.
private struct Fixture: Sendable {
  let store: SQLiteJobStore
  let clock: ManualTime
  let sender = NotingSender()
  let counts = WebhookCounts()
  let dispatcher: WebhookDispatcher
  let failures = Mutexed(0)
  let unreadable = Mutexed(0)

  private struct Unreadable: Error {}

  init(webhooks: Int, isGood: Bool = true, hosts: [String] = ["*.example"]) async throws {
    let clock = ManualTime()
    let store = try SQLiteJobStore(at: .memory, clock: .manual { clock.now })
    for number in 0..<webhooks {
      let webhook = NewWebhook(
        id: WebhookID.make(now: clock.now) { UInt64(number) }, owner: JobOwner.local, key: "key",
        url: "https://\(number).example/", secret: [1, 2, 3], events: [.jobFailed], limit: 10)
      _ = try await store.insert(webhook)
    }
    try self.init(store, clock, isGood, hosts)
  }

  /// Another dispatcher over the same store.
  init(sharing other: Fixture) async throws {
    try self.init(other.store, other.clock, true, ["*.example"])
  }

  private init(_ store: SQLiteJobStore, _ clock: ManualTime, _ isGood: Bool, _ hosts: [String])
    throws
  {
    self.store = store
    self.clock = clock
    let (failures, unreadable) = (failures, unreadable)
    dispatcher = WebhookDispatcher(
      WebhookDispatcher.Parts(
        store: store, policy: WebhookPolicy(hosts: hosts.compactMap(WebhookHost.init)),
        schedule: RetrySchedule(first: .seconds(1)), sender: sender, counts: counts,
        time: .system,
        content: { delivery in
          let isUnreadable = unreadable.withLock { left in
            left -= 1
            return left >= 0
          }
          return {
            if isUnreadable { throw Unreadable() }
            return Array(#"{"type":"\#(delivery.event.rawValue)"}"#.utf8)
          }
        },
        isGood: { _ in isGood },
        failed: { _ in failures.withLock { $0 += 1 } }))
  }

  func failJobs(_ numbers: ClosedRange<Int>) async throws {
    for number in numbers {
      _ = try await store.create(Sample.job(number))
      let claim = try #require(
        try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
      try await store.markFailed(
        claim.lease(step: 1), error: JobError(code: "c", message: "m"))
    }
  }

  /// Runs the dispatcher during `body`.
  func run(_ body: () async throws -> Void) async {
    dispatcher.start()
    do { try await body() } catch { Issue.record(error) }
    await dispatcher.stop()
  }

  func waits(_ condition: (NotingSender) -> Bool) async throws {
    while !condition(sender) { try await Task.sleep(for: .milliseconds(10)) }
  }

  func isEmptied() async throws {
    while try await store.pendingDeliveries() > 0 { try await Task.sleep(for: .milliseconds(10)) }
  }
}

/// A value behind a lock, to be shared.
private final class Mutexed<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
    value.withLock { body(&$0) }
  }
}

/// Notes what it is given, and answers 200 by default.
private final class NotingSender: WebhookSender {
  private struct State {
    var messages: [(id: String, url: String)] = []
    var answers: [WebhookAnswer] = []
    var active: [String: Int] = [:]
    var mostAtOnceToOne = 0
    var isHeld = false
    var isStopped = false
  }

  private let state = Mutex(State())

  var messages: [(id: String, url: String)] { state.withLock { $0.messages } }
  var mostAtOnceToOne: Int { state.withLock { $0.mostAtOnceToOne } }

  /// What it answers first.
  var answers: [WebhookAnswer] {
    get { state.withLock { $0.answers } }
    set { state.withLock { $0.answers = newValue } }
  }

  /// Whether it answers nothing before it is stopped.
  var isHeld: Bool {
    get { state.withLock { $0.isHeld } }
    set { state.withLock { $0.isHeld = newValue } }
  }

  func send(_ message: WebhookMessage) -> WebhookAnswer {
    let id = message.fields.first { $0.name == "webhook-id" }?.value ?? ""
    let url = message.target.url
    state.withLock { state in
      state.messages.append((id, url))
      state.active[url, default: 0] += 1
      state.mostAtOnceToOne = max(state.mostAtOnceToOne, state.active[url] ?? 0)
    }
    defer { state.withLock { $0.active[url, default: 1] -= 1 } }
    while state.withLock({ $0.isHeld && !$0.isStopped }) { Thread.sleep(forTimeInterval: 0.01) }
    return state.withLock { state in
      if state.isHeld { return .interrupted }
      return state.answers.isEmpty
        ? .status(200, retryAfter: nil) : state.answers.removeFirst()
    }
  }

  func stop() { state.withLock { $0.isStopped = true } }
}
