/// The name under which one worker slot of one process holds jobs: `PROCESS/SLOT`.
package struct WorkerID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The name as text.
  package let rawValue: String

  /// A name; whoever starts workers sees to it that no two alive have the same.
  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The name of a slot of a process.
  init(process: String, slot: Int) {
    rawValue = "\(process)/\(slot)"
  }

  /// The process: what stands before the last slash, the whole name where there is none.
  package var process: String {
    rawValue.lastIndex(of: "/").map { String(rawValue[..<$0]) } ?? rawValue
  }

  /// The name as text.
  package var description: String { rawValue }
}

/// The number of a claim of one job, greater at each claim: a write under an old one is refused.
///
/// A worker that was away (a suspended machine, a stalled disk) may come back after its job was
/// given to another. Its token is then stale, and the store turns its writes away, whatever either
/// worker believes about time (Kleppmann, "How to do distributed locking", 2016).
package struct FencingToken: RawRepresentable, Hashable, Sendable {
  /// The number.
  package let rawValue: Int64

  /// A token from its number. Stores make these.
  package init(rawValue: Int64) {
    self.rawValue = rawValue
  }
}

/// A job that a worker has got, with the token to present at each later write.
package struct Claim: Sendable {
  /// The job, as it stands after the claim.
  package var job: Job
  /// The token of this claim.
  package var token: FencingToken
  /// What the job takes of the process that trains it.
  package var demand: JobDemand

  package init(job: Job, token: FencingToken, demand: JobDemand = JobDemand()) {
    self.job = job
    self.token = token
    self.demand = demand
  }

  /// What the worker presents when it has done `step` steps.
  package func lease(step: Int) -> JobLease {
    JobLease(id: job.id, token: token, step: step)
  }
}

/// What a worker presents with each write: which job, under which claim, how far it has come.
package struct JobLease: Hashable, Sendable {
  /// The job.
  package var id: JobID
  /// The token of the claim.
  package var token: FencingToken
  /// Steps done so far.
  package var step: Int

  package init(id: JobID, token: FencingToken, step: Int) {
    self.id = id
    self.token = token
    self.step = step
  }
}

/// What the store answers to a renewal.
package enum RenewalAnswer: Hashable, Sendable {
  /// The lease runs anew, the progress is recorded.
  case renewed
  /// As `renewed`, and a client wants the job cancelled: stop and `markCancelled`.
  case cancelRequested
  /// The job is no longer this worker's: stop at once, write nothing.
  case lost
}
