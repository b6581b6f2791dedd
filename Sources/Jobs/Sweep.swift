/// A sweep as a client hands it in: jobs that belong together.
package struct NewSweep: Sendable {
  /// The id, made by `JobQueue.makeSweepID`.
  package var id: SweepID
  /// Whose it is, and whose its jobs are.
  package var owner: String
  /// What is told of it without reading its table, JSON in UTF-8.
  package var summary: [UInt8]
  /// What distinguishes its jobs, one after the other, in the form of whoever reads it.
  package var table: [UInt8]
  /// Equal for sweeps of the same experiments in the same order.
  package var digest: String
  /// The client's `Idempotency-Key`: one key, one sweep, for as long as the store has the sweep. Keys
  /// of jobs are others.
  package var idempotencyKey: String?
  /// The text that the specs of its jobs are told by; nil where each job has its whole spec.
  package var base: [UInt8]?
  /// Its jobs, in order. None has a key or a quota of its own. Where there is a `base`, the `spec` of
  /// each is its `SpecDifference` from that.
  package var jobs: [NewJob]
  /// What its owner's jobs, these among them, may come to; nil for no bound.
  package var quota: JobQuota?

  package init(
    id: SweepID, owner: String = JobOwner.local, summary: [UInt8], table: [UInt8], digest: String,
    idempotencyKey: String? = nil, base: [UInt8]? = nil, jobs: [NewJob], quota: JobQuota? = nil
  ) {
    self.id = id
    self.owner = owner
    self.summary = summary
    self.table = table
    self.digest = digest
    self.idempotencyKey = idempotencyKey
    self.base = base
    self.jobs = jobs
    self.quota = quota
  }
}

/// A sweep as the store knows it at one moment, without its table.
package struct Sweep: Sendable, Equatable {
  /// The id.
  package var id: SweepID
  /// Whose it is.
  package var owner: String
  /// What is told of it without reading its table, JSON in UTF-8.
  package var summary: [UInt8]
  /// When it was handed in.
  package var createdAt: Timestamp
  /// How many of its jobs are in each state; states without jobs are there with 0. A job that is
  /// deleted leaves its sweep.
  package var counts: [JobState: Int]
  /// The sum of its jobs' revisions and of the changes of its summary: no two moments with equally many jobs have the same, unless
  /// nothing that a client can see changed between them.
  package var revision: Int

  package init(
    id: SweepID, owner: String, summary: [UInt8], createdAt: Timestamp, counts: [JobState: Int],
    revision: Int
  ) {
    self.id = id
    self.owner = owner
    self.summary = summary
    self.createdAt = createdAt
    self.counts = counts
    self.revision = revision
  }

  /// Its jobs.
  package var total: Int { counts.values.reduce(0, +) }

  /// Whether all its jobs have come to their end.
  package var isFinished: Bool { counts.allSatisfy { $0.key.isTerminal || $0.value == 0 } }
}

/// One job of a sweep, with what tables show of it.
package struct SweepMember: Sendable, Equatable {
  /// Its place among the jobs that the sweep was handed in with, from 0.
  package var position: Int
  /// The job.
  package var job: JobID
  /// Where it stands.
  package var state: JobState
  /// The result, JSON in UTF-8; there exactly when `state` is succeeded.
  package var result: [UInt8]?

  package init(position: Int, job: JobID, state: JobState, result: [UInt8]?) {
    self.position = position
    self.job = job
    self.state = state
    self.result = result
  }
}

/// A sweep with its table and its jobs, all of one moment.
package struct SweepContent: Sendable, Equatable {
  /// The sweep.
  package var sweep: Sweep
  /// What distinguishes its jobs, as it was handed in.
  package var table: [UInt8]
  /// Its jobs, in order, without those that are deleted.
  package var members: [SweepMember]

  package init(sweep: Sweep, table: [UInt8], members: [SweepMember]) {
    self.sweep = sweep
    self.table = table
    self.members = members
  }
}

/// One page of a list, newest sweep first.
package struct SweepPage: Sendable {
  /// The sweeps.
  package var items: [Sweep]
  /// Where the next page begins; nil at the end.
  package var next: SweepCursor?

  package init(items: [Sweep], next: SweepCursor?) {
    self.items = items
    self.next = next
  }
}
