import Synchronization

/// Keeps the leases of all jobs of one process alive, records their progress, and brings them the
/// cancellations: one call to the store at a time for all of them, however many slots train.
///
/// Only the store's word ends the work: a lease that is past, after a freeze or while the store did not
/// answer, is renewed under its token as long as nobody else took the job. Where somebody did, two
/// train it until this one hears of it: that is waste and no harm, as the token decides whose word
/// counts, and both would give the same bytes. Where others share the store, trainings pause before
/// their leases end, to spare that waste, and go on once they are renewed.
final class Heartbeat: Sendable {
  private struct Held {
    var assignment: JobAssignment
    /// The step last recorded.
    var recorded: Int
    /// A moment before the request that last gave or renewed the lease was sent.
    var renewedAt: Duration
  }

  private struct State {
    var held: [JobID: Held] = [:]
    var tasks: [Task<Void, Never>] = []
  }

  private let state = Mutex(State())
  /// Given when something is held.
  private let begun = AsyncSignal()
  /// Given when the next beat is not to be waited for.
  private let hurried = AsyncSignal()
  private let store: any JobStore
  private let watch: JobWatch
  private let configuration: WorkerConfiguration
  private let time: TimeSource
  private let events: QueueEventSink
  /// Tells others what is recorded; nil where nobody else could ask.
  private let sender: LivePointSender?

  init(
    store: any JobStore, watch: JobWatch, configuration: WorkerConfiguration, time: TimeSource,
    live: (any LivePointSource)?, events: @escaping QueueEventSink
  ) {
    self.store = store
    sender = live.flatMap { live in
      store.livePoints.map { LivePointSender(store: $0, source: live, events: events) }
    }
    self.watch = watch
    self.configuration = configuration
    self.time = time
    self.events = events
  }

  /// Begins to beat.
  func start() {
    var tasks = [Task { await run() }]
    if store.exclusive == nil { tasks.append(Task { await watchDeadlines() }) }
    if let sender { tasks.append(Task { await sender.run() }) }
    state.withLock { [tasks] in $0.tasks = tasks }
  }

  /// Ends when nothing is held any more.
  func stop() {
    for task in state.withLock({ $0.tasks }) { task.cancel() }
  }

  /// Beats now: somebody asks something of a job that may be held here.
  func hurry() { hurried.signal() }

  /// Takes care of the leases of a claim, asked for at `claimedAt`.
  func hold(_ assignments: [JobAssignment], since claimedAt: Duration) {
    state.withLock { state in
      for assignment in assignments {
        state.held[assignment.claim.job.id] = Held(
          assignment: assignment, recorded: 0, renewedAt: claimedAt)
      }
    }
    begun.signal()
  }

  /// The job has ended: its lease needs no more care. (A newer claim of the same job is kept.)
  func drop(_ claim: Claim) {
    state.withLock { state in
      guard state.held[claim.job.id]?.assignment.claim.token == claim.token else { return }
      state.held[claim.job.id] = nil
    }
  }

  private func run() async {
    let interval = min(configuration.progressInterval, configuration.lease / 3)
    while true {
      do {
        if state.withLock({ $0.held.isEmpty }) {
          try await begun.wait()
        } else {
          let hurried = hurried
          _ = try await withTimeout(interval, sleep: time.sleep) { try await hurried.wait() }
          await beat()
        }
      } catch {
        return
      }
    }
  }

  private func beat() async {
    let sentAt = time.uptime()
    let leases = state.withLock { state -> [JobLease] in
      let leases = state.held.values.map {
        $0.assignment.claim.lease(step: $0.assignment.control.step)
      }
      // What another process asks of a job is heard by asking.
      let isDue =
        store.exclusive == nil
        || state.held.values.contains { sentAt - $0.renewedAt >= configuration.lease / 3 }
      let hasMoved = leases.contains { $0.step != state.held[$0.id]?.recorded }
      return isDue || hasMoved ? leases : []
    }
    guard !leases.isEmpty else { return }
    do {
      let answers = try await renew(leases)
      for lease in leases { obey(answers[lease.id] ?? .lost, lease, sentAt: sentAt) }
    } catch {
      events(.storeFailure(.renew, nil, error, willRetry: true))
    }
  }

  private func renew(_ leases: [JobLease]) async throws -> [JobID: RenewalAnswer] {
    guard let sender else { return try await store.renew(leases, lease: configuration.lease) }
    let renewal = try await sender.store.renewTelling(leases, lease: configuration.lease)
    sender.send(leases, renewal.followed)
    return renewal.answers
  }

  private func obey(_ answer: RenewalAnswer, _ lease: JobLease, sentAt: Duration) {
    let (control, hasMoved) = state.withLock { state -> (JobControl?, Bool) in
      // A job that has just ended is no longer held: its renewal may answer `lost`, and rightly.
      guard let held = state.held[lease.id], held.assignment.claim.token == lease.token else {
        return (nil, false)
      }
      if answer == .lost {
        state.held[lease.id] = nil
        return (held.assignment.control, false)
      }
      state.held[lease.id]?.renewedAt = sentAt
      state.held[lease.id]?.recorded = max(held.recorded, lease.step)
      return (held.assignment.control, lease.step > held.recorded)
    }
    guard let control else { return }
    switch answer {
    case .renewed: control.resume(at: time.monotonic())
    case .cancelRequested: control.cancel()
    // One whose outcome the store has, though its answer was lost, is held no more either: whether it was
    // lost is said to the call that tells the outcome.
    case .lost: if !control.hasOutcome, control.lose() { events(.leaseLost(control.id)) }
    }
    if hasMoved { watch.publish(lease.id, isProgress: true) }
  }
}

// Pausing.
extension Heartbeat {
  /// The part of a lease after which its training pauses.
  private static let trained = 0.9

  /// Not by the beats: one that waits for the store must not keep trainings from pausing.
  private func watchDeadlines() async {
    while (try? await time.sleep(configuration.lease / 20)) != nil {
      let now = time.uptime()
      let late = state.withLock { state in
        state.held.values.filter {
          now - $0.renewedAt >= configuration.lease * Self.trained
        }.map(\.assignment.control)
      }
      for control in late { control.pause(at: time.monotonic()) }
    }
  }
}
