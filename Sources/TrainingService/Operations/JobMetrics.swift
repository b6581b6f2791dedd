package import Experiments
package import Jobs
package import PrometheusText
internal import Synchronization

/// What became of jobs since this process began, and how long they waited and trained.
///
/// Follows the queue's events, and is told of waits and results by the executor. Jobs that begin and end
/// within one claim are timed; one that goes back to the queue is not, until it is taken up again.
package final class JobMetrics: Sendable {
  private struct State {
    var ends: [String: UInt64] = [:]
    /// Outcomes of trainings whose results the store does not know yet.
    var outcomes: [JobID: RunOutcome] = [:]
    /// When the workers took up what they hold.
    var begun: [JobID: Duration] = [:]
    var waits = DurationHistogram(bounds: DurationHistogram.ofJobs)
    var trainings = DurationHistogram(bounds: DurationHistogram.ofJobs)
  }

  private let state = Mutex(State())
  private let clock: @Sendable () -> Duration

  /// The outcomes of results, and the two ends without one; each is there from the start, so that the
  /// first of its kind is seen as an increase.
  private static let kinds =
    RunOutcome.allCases.map(\.rawValue) + [JobState.failed.rawValue, JobState.cancelled.rawValue]

  /// Counts from zero; `clock` is time since some fixed moment.
  package init(clock: @escaping @Sendable () -> Duration) {
    self.clock = clock
  }

  /// Follows an event of the queue. O(jobs in the event).
  package func apply(_ event: QueueEvent) {
    state.withLock { state in
      switch event {
      case .claimed(_, let ids):
        let now = clock()
        for id in ids { state.begun[id] = now }
      case .settled(let id, let end):
        let begun = state.begun.removeValue(forKey: id)
        let outcome = state.outcomes.removeValue(forKey: id)
        guard end.isTerminal else { return }
        if let begun { state.trainings.observe((clock() - begun) / .seconds(1)) }
        let kind = end == .succeeded ? outcome?.rawValue : end.rawValue
        if let kind { state.ends[kind, default: 0] += 1 }
      case .leaseLost(let id):
        state.begun[id] = nil
        state.outcomes[id] = nil
      case .requeued(let taken):
        for id in taken.all { state.begun[id] = nil }
        if !taken.failed.isEmpty {
          state.ends[JobState.failed.rawValue, default: 0] += UInt64(taken.failed.count)
        }
        if !taken.cancelled.isEmpty {
          state.ends[JobState.cancelled.rawValue, default: 0] += UInt64(taken.cancelled.count)
        }
      case .created, .checkpointDiscarded, .storeFailure:
        break
      }
    }
  }

  /// Counts the waits in of those that are taken up for the first time, by the store's clock.
  package func begin(_ assignments: [JobAssignment]) {
    state.withLock { state in
      for job in assignments.map(\.claim.job) where job.attempt == 1 {
        guard let startedAt = job.startedAt else { continue }
        let wait = max(0, startedAt.milliseconds - job.createdAt.milliseconds)
        state.waits.observe(Double(wait) / 1000)
      }
    }
  }

  /// Notes how a training came out whose result is about to be stored.
  package func trained(_ id: JobID, outcome: RunOutcome) {
    state.withLock { $0.outcomes[id] = outcome }
  }

  /// Writes three families.
  package func write(to writer: inout PrometheusWriter) {
    let state = state.withLock { $0 }
    let ends = "symbreak_jobs_finished_total"
    writer.family(
      ends, .counter, "Jobs that ended since the start, by their result's outcome or their state.")
    for kind in Self.kinds {
      writer.sample(ends, ["outcome": kind], Double(state.ends[kind] ?? 0))
    }
    let waits = "symbreak_queue_wait_seconds"
    writer.family(waits, .histogram, "From a job's submission to its first training.")
    writer.histogram(waits, state.waits)
    let trainings = "symbreak_training_seconds"
    writer.family(
      trainings, .histogram, "From a worker's taking a job up to its end, in that attempt.")
    writer.histogram(trainings, state.trainings)
  }
}
