/// A sweep as a client hands it in: jobs that belong together.
public struct NewSweep: Sendable {
  /// The id, made by `JobQueue.makeSweepID`.
  public var id: SweepID
  /// Whose it is, and whose its jobs are.
  public var owner: String
  /// What is told of it without reading its table, JSON in UTF-8.
  public var summary: [UInt8]
  /// What distinguishes its jobs, one after the other, in the form of whoever reads it.
  public var table: [UInt8]
  /// Equal for sweeps of the same experiments in the same order.
  public var digest: String
  /// The client's `Idempotency-Key`: one key, one sweep, for as long as the store has the sweep. Keys
  /// of jobs are others.
  public var idempotencyKey: String?
  /// The text that the specs of its jobs are told by; nil where each job has its whole spec.
  public var base: [UInt8]?
  /// Its jobs, in order. None has a key or a quota of its own. Where there is a `base`, the `spec` of
  /// each is its `SpecDifference` from that.
  public var jobs: [NewJob]
  /// What its owner's jobs, these among them, may come to; nil for no bound.
  public var quota: JobQuota?

  /// A sweep out of its parts.
  public init(
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
public struct Sweep: Sendable, Equatable {
  /// The id.
  public var id: SweepID
  /// Whose it is.
  public var owner: String
  /// What is told of it without reading its table, JSON in UTF-8.
  public var summary: [UInt8]
  /// When it was handed in.
  public var createdAt: Timestamp
  /// How many of its jobs are in each state; states without jobs are there with 0. A job that is
  /// deleted leaves its sweep.
  public var counts: [JobState: Int]
  /// The sum of its jobs' revisions: no two moments with equally many jobs have the same, unless
  /// nothing that a client can see changed between them.
  public var revision: Int

  /// A sweep out of its fields, for stores.
  public init(
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
  public var total: Int { counts.values.reduce(0, +) }

  /// Whether all its jobs have come to their end.
  public var isFinished: Bool { counts.allSatisfy { $0.key.isTerminal || $0.value == 0 } }
}

/// One job of a sweep, with what tables show of it.
public struct SweepMember: Sendable, Equatable {
  /// Its place among the jobs that the sweep was handed in with, from 0.
  public var position: Int
  /// The job.
  public var job: JobID
  /// Where it stands.
  public var state: JobState
  /// The result, JSON in UTF-8; there exactly when `state` is succeeded.
  public var result: [UInt8]?

  /// A member out of its fields, for stores.
  public init(position: Int, job: JobID, state: JobState, result: [UInt8]?) {
    self.position = position
    self.job = job
    self.state = state
    self.result = result
  }
}

/// A sweep with its table and its jobs, all of one moment.
public struct SweepContent: Sendable, Equatable {
  /// The sweep.
  public var sweep: Sweep
  /// What distinguishes its jobs, as it was handed in.
  public var table: [UInt8]
  /// Its jobs, in order, without those that are deleted.
  public var members: [SweepMember]

  /// A content out of its fields, for stores.
  public init(sweep: Sweep, table: [UInt8], members: [SweepMember]) {
    self.sweep = sweep
    self.table = table
    self.members = members
  }
}

/// One page of a list, newest sweep first.
public struct SweepPage: Sendable {
  /// The sweeps.
  public var items: [Sweep]
  /// Where the next page begins; nil at the end.
  public var next: SweepCursor?

  /// A page out of its parts.
  public init(items: [Sweep], next: SweepCursor?) {
    self.items = items
    self.next = next
  }
}
