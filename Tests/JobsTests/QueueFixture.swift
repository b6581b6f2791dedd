import Dispatch
import JobStoreConformance
import Jobs
import SQLiteStore
import Synchronization
import Testing

/// A queue on a clock that the test moves, with what it told the world.
final class QueueFixture: Sendable {
  let time = ManualTime()
  let store: FaultyStore
  let queue: JobQueue
  let events = EventLog()

  init(
    workers: Int = 1, lanes: Int = 16, memory: Int = .max, maxSeconds: Int? = nil,
    isShared: Bool = false, hints: (any StoreHints)? = nil,
    executor: @escaping JobExecutor = { _ in }
  ) throws {
    let (time, events) = (time, events)
    store = FaultyStore(
      try SQLiteJobStore(at: .memory, clock: .manual { time.now }), isShared: isShared, hints: hints
    )
    queue = JobQueue(
      store: store,
      workers: WorkerConfiguration(
        workers: workers, lanes: lanes, lease: Sample.lease, progressInterval: .seconds(1),
        pollInterval: .seconds(600), memory: memory, maxSeconds: maxSeconds),
      time: time.source, random: { UInt64.random(in: .min ... .max) },
      events: { events.add($0) }, executor: executor)
  }

  /// The job when it has reached a terminal state.
  func end(of id: JobID) async throws -> Job {
    try #require(await queue.wait(for: id, afterRevision: nil, timeout: .seconds(3600)))
  }

  /// Moves the clock on, a second at a time, until an event matches.
  ///
  /// For timers of which a test cannot know whether they already sleep: one long stride may pass
  /// while a timer's owner is still at work, and it would then sleep on a clock that stands.
  func advance(until matches: @Sendable (QueueEvent) -> Bool) async throws {
    while !events.all.contains(where: matches) {
      try Task.checkCancellation()
      time.advance(by: .seconds(1))
      await Task.yield()
    }
  }
}

/// What a queue reported, for tests to await.
final class EventLog: Sendable {
  private struct State {
    var events: [QueueEvent] = []
    var observers: [AsyncSignal] = []
  }

  private let state = Mutex(State())

  var all: [QueueEvent] { state.withLock { $0.events } }

  func add(_ event: QueueEvent) {
    let observers = state.withLock { state in
      state.events.append(event)
      defer { state.observers = [] }
      return state.observers
    }
    for observer in observers { observer.signal() }
  }

  /// Returns as soon as `count` events match; throws when cancelled first.
  func until(_ count: Int = 1, _ matches: @Sendable (QueueEvent) -> Bool) async throws {
    while true {
      let signal = AsyncSignal()
      let isThere = state.withLock { state in
        if state.events.count(where: matches) >= count { return true }
        state.observers.append(signal)
        return false
      }
      if isThere { return }
      try await signal.wait()
    }
  }
}

/// An executor that a test leads step by step: it trains every job until told or asked to end.
final class LedExecutor: Sendable {
  /// What the batch's jobs do next.
  private struct State {
    var outcomes: [JobID: JobOutcome] = [:]
    var steps: [JobID: Int] = [:]
    var batches: [[JobID]] = []
    var isDeaf = false
  }

  private let state = Mutex(State())

  /// The batches begun so far.
  var batches: [[JobID]] { state.withLock { $0.batches } }

  func step(_ id: JobID, to step: Int) { state.withLock { $0.steps[id] = step } }

  func finish(_ id: JobID, _ outcome: JobOutcome) { state.withLock { $0.outcomes[id] = outcome } }

  /// From now on it overlooks that it is asked to end.
  func becomeDeaf() { state.withLock { $0.isDeaf = true } }

  /// A training loop as real ones are: looks at its flags and reports at each step.
  func run(_ assignments: [JobAssignment]) {
    state.withLock { $0.batches.append(assignments.map(\.control.id)) }
    var open = assignments
    while !open.isEmpty {
      open.removeAll { assignment in
        let control = assignment.control
        let (step, told, isDeaf) = state.withLock { state in
          (state.steps[control.id], state.outcomes[control.id], state.isDeaf)
        }
        if let step { control.report(step: step) }
        if let told { return control.finish(told) }
        if isDeaf { return false }
        if control.shouldStop { return control.finish(.stopped) }
        if control.isCancelled { return control.finish(.cancelled) }
        return false
      }
      // The thread is the executor's own: a short rest spares the machine, nothing waits for it.
      _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(1))
    }
  }
}
