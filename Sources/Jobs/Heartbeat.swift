import Synchronization

/// Keeps the leases of one batch alive, records its progress, and brings it the cancellations.
///
/// Only the store's word ends the work: a lease that is past, after a freeze or while the store did not
/// answer, is renewed under its token as long as nobody else took the job. Where somebody did, two
/// train it until this one hears of it: that is waste and no harm, as the token decides whose word
/// counts, and both would give the same bytes.
final class Heartbeat: Sendable {
  private struct State {
    /// Jobs still held, with the step last recorded for each.
    var held: [JobID: (assignment: JobAssignment, recorded: Int)]
    /// A moment before the request that last gave or renewed the leases was sent.
    var renewedAt: Duration
  }

  private let state: Mutex<State>
  private let store: any JobStore
  private let watch: JobWatch
  private let configuration: WorkerConfiguration
  private let time: TimeSource
  private let events: QueueEventSink

  init(
    assignments: [JobAssignment], claimedAt: Duration, store: any JobStore, watch: JobWatch,
    configuration: WorkerConfiguration, time: TimeSource, events: @escaping QueueEventSink
  ) {
    let held = assignments.map { ($0.claim.job.id, (assignment: $0, recorded: 0)) }
    state = Mutex(State(held: Dictionary(uniqueKeysWithValues: held), renewedAt: claimedAt))
    self.store = store
    self.watch = watch
    self.configuration = configuration
    self.time = time
    self.events = events
  }

  /// The job has ended: its lease needs no more care.
  func drop(_ id: JobID) {
    state.withLock { $0.held[id] = nil }
  }

  /// Beats until the task is cancelled.
  func run() async {
    let interval = min(configuration.progressInterval, configuration.lease / 3)
    while true {
      do { try await time.sleep(interval) } catch { return }
      await beat()
    }
  }

  private func beat() async {
    let sentAt = time.uptime()
    let leases = state.withLock { state -> [JobLease] in
      let leases = state.held.values.map {
        $0.assignment.claim.lease(step: $0.assignment.control.step)
      }
      let isDue = sentAt - state.renewedAt >= configuration.lease / 3
      let hasMoved = leases.contains { $0.step != state.held[$0.id]?.recorded }
      return isDue || hasMoved ? leases : []
    }
    guard !leases.isEmpty else { return }
    do {
      let answers = try await store.renew(leases, lease: configuration.lease)
      let moved = state.withLock { state -> [JobID] in
        state.renewedAt = sentAt
        return leases.filter { lease in
          guard answers[lease.id] != .lost, let recorded = state.held[lease.id]?.recorded,
            lease.step > recorded
          else { return false }
          state.held[lease.id]?.recorded = lease.step
          return true
        }.map(\.id)
      }
      for lease in leases { obey(answers[lease.id] ?? .lost, lease.id) }
      for id in moved { watch.publish(id, isProgress: true) }
    } catch {
      events(.storeFailure(.renew, nil, error, willRetry: true))
    }
  }

  private func obey(_ answer: RenewalAnswer, _ id: JobID) {
    // A job that has just ended is no longer held: its renewal may answer `lost`, and rightly.
    guard let control = state.withLock({ $0.held[id]?.assignment.control }) else { return }
    switch answer {
    case .renewed: break
    case .cancelRequested: control.cancel()
    case .lost: lose(control)
    }
  }

  private func lose(_ control: JobControl) {
    drop(control.id)
    if control.lose() { events(.leaseLost(control.id)) }
  }
}
