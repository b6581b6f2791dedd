/// What trains in this process at this moment, and what may be begun beside it.
struct ProcessLoad {
  /// The jobs of one claim, in memory until the store has what became of them.
  private struct Batch {
    var assignments: [JobAssignment]
    var memory: Int
    var beganAt: Duration

    /// Whether nothing may be begun beside it.
    func isExclusive(at now: Duration) -> Bool {
      assignments.contains { assignment in
        guard let suspicion = assignment.claim.demand.suspicion else { return false }
        return !suspicion.isCleared(at: assignment.control.step, after: now - beganAt)
      }
    }

    /// What the longest of its jobs has still to do.
    var remainingCost: Double {
      assignments.map { assignment in
        let steps = max(1, assignment.claim.job.steps)
        let left = Double(max(0, steps - assignment.control.step)) / Double(steps)
        return left * assignment.claim.demand.cost
      }.max() ?? 0
    }
  }

  private var batches: [Int: Batch] = [:]
  private var nextNumber = 0
  /// The job whose turn it is and that does not fit, with the batches that it waits for.
  private var waiting: (job: JobID, blockers: Set<Int>)?

  /// Bytes that what trains has been given.
  var memory: Int { batches.values.reduce(0) { $0 + $1.memory } }

  /// What a worker may ask for; nil where nothing may be begun now.
  ///
  /// A job that does not fit is overtaken only by jobs that should end before the ones that it waits
  /// for do, and only while one of those runs that ran when its turn came: so its turn does come.
  func request(
    of worker: WorkerID, _ configuration: WorkerConfiguration, at now: Duration
  ) -> ClaimRequest? {
    if batches.values.contains(where: { $0.isExclusive(at: now) }) { return nil }
    let blockers = batches.filter { waiting?.blockers.contains($0.key) ?? true }
    return ClaimRequest(
      worker: worker, limit: configuration.lanes, lease: configuration.lease,
      engine: configuration.engine, isAlone: batches.isEmpty,
      memory: configuration.memory - memory,
      overtaking: blockers.values.map(\.remainingCost).max() ?? 0)
  }

  /// Takes in what the store gave; the number is for `end`.
  mutating func begin(
    _ assignments: [JobAssignment], waiting job: JobID?, at now: Duration
  ) -> Int {
    if let job {
      if waiting?.job != job { waiting = (job, Set(batches.keys)) }
    } else {
      waiting = nil
    }
    nextNumber += 1
    guard !assignments.isEmpty else { return nextNumber }
    let demands = assignments.map(\.claim.demand.memory)
    let shared = demands.map(\.shared).max() ?? 0
    batches[nextNumber] = Batch(
      assignments: assignments, memory: demands.reduce(shared) { $0 + $1.inCompany },
      beganAt: now)
    return nextNumber
  }

  /// The store has what became of the batch: what it held is free.
  mutating func end(_ number: Int) {
    batches[number] = nil
  }
}
