/// Where jobs live: every state and every transition, durable once a call has returned.
///
/// Each transition is a call of its own, conditional on the state that it leaves, so that no
/// interleaving of callers, processes and crashes can make one that `JobState` does not show.
/// Leases are reckoned on the store's clock alone: workers' clocks need not agree with it.
/// The times of one job never go back, whatever the store's clock does: it did not begin before it was
/// handed in, nor end before it began.
/// All calls throw `JobStoreError`. `JobStoreConformance` tests what is promised here; every
/// implementation runs it.
package protocol JobStore: Sendable {
  /// Takes jobs in, in this order, all or none; each starts queued with revision 1.
  ///
  /// The same call again, with the same ids, is answered as the first, with each job as it stands: that
  /// answer may have been lost on the way. A job is the same whose id, owner, spec digest, name, labels
  /// and key are; a name or labels that it was given since do not matter.
  ///
  /// A job whose idempotency key is known already, with the same spec digest, name and labels (or the
  /// same digest, where it was given another name or labels since), is not taken again: its place in the
  /// answer holds the earlier job. A key is known for as long as its
  /// job is there. Throws `idempotencyConflict` when the key is known with another digest, name or
  /// labels, `duplicateID` when the id is another job's, `quotaExceeded` when a new job would pass its quota,
  /// `unknownDataset` when its owner does not have the data set that it names and its rows do not
  /// come with it, `datasetQuotaExceeded` when they do and have no room.
  func create(_ jobs: [NewJob]) async throws -> [Creation]

  /// The job, or nil if there is none of that id.
  func job(_ id: JobID) async throws -> Job?

  /// One page of the jobs that match, newest first unless the filter says otherwise, at most `limit` (1 or more) of them; fewer where
  /// specs and results of more would pass `JobPage.byteBudget`.
  func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage

  /// At most `limit` jobs that were handed in, began or ended at `since` or later, or went back to the
  /// queue at any time and wait; in the order in which they were handed in. Of one owner, where one is
  /// named.
  func changes(since moment: Timestamp, of owner: String?, limit: Int) async throws -> [JobID]

  /// Where these jobs stand, and those that are followed. Where more than `limit` have changed, they are not
  /// told, and the answer is cut. In time proportional to what is told.
  func revisions(
    of ids: [JobID], following: JobRevisions.Following, limit: Int
  ) async throws -> JobRevisions

  /// A named blob of a succeeded job, or nil if there is no such job or blob.
  func artifact(_ name: String, of id: JobID) async throws -> [UInt8]?

  /// Keeps how far a running job has come: replaces the parts named, leaves the others, and notes
  /// the lease's step. Throws `leaseLost` when the job is not running under that token.
  ///
  /// From then on the job, should it go back to the queue, is queued and claimed with that step as
  /// its progress. At the job's end `JobCheckpoint.state` is removed, all parts if it has succeeded.
  func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws

  /// Removes all parts of a running job's checkpoint; its progress is 0. Throws `leaseLost` likewise.
  func discardCheckpoint(_ lease: JobLease) async throws

  /// All parts of a job's checkpoint, or nil if it has none.
  func checkpoint(of id: JobID) async throws -> JobCheckpoint?

  /// One part of a job's checkpoint, or nil if there is none of that name.
  func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]?

  /// How many jobs are in each state; states without jobs are there with 0.
  func counts() async throws -> [JobState: Int]

  /// What waits and what runs, of all processes; in time proportional to that, not to all jobs.
  func load() async throws -> QueueLoad

  /// Gives a worker the queued job whose turn it is and up to `limit - 1` further ones with its batch
  /// key, in the order of their turns, as far as the memory offered goes; none if none is queued.
  ///
  /// Jobs of a higher engine number than the request's are passed over, as if they were not there.
  ///
  /// Each is then running, its attempt one higher, its progress that of its checkpoint, or 0.
  /// Turns are shared between owners: a job's rank is given at its creation, the later of the rank that is being served and of the end of
  /// its owner's last job, whose length is its cost; ranks are served from the lowest. So one owner's
  /// jobs keep their order, and another's first job waits for none of them that have not begun. When
  /// the queue is empty, all begin alike again.
  ///
  /// A job that lost a worker before is given alone, and only to a process that has nothing else to
  /// do: should it be the one that ends processes, it takes no other with it. It and a job that needs
  /// more memory than is offered are named in the answer as waiting, and others may overtake them
  /// whose cost is at most `overtaking`. To a process that has nothing else to do every job is given.
  func claim(_ request: ClaimRequest) async throws -> ClaimAnswer

  /// Lets leases run anew from now and records progress; an answer for each.
  ///
  /// A progress behind the recorded one is not recorded. Progress that moved is a visible change.
  func renew(_ leases: [JobLease], lease: Duration) async throws -> [JobID: RenewalAnswer]

  /// running → succeeded, with the result and the named blobs.
  ///
  /// Throws `leaseLost`, as the three calls below do, when the job is not running under that token,
  /// but for a call that is the same as the one that ended the claim: that answers as it did, since
  /// its first answer may have been lost on the way. The same are calls under one token with one
  /// outcome: one result, or one error. (Blobs are not compared: they come with the result.)
  func markSucceeded(_ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]) async throws

  /// running → failed.
  func markFailed(_ lease: JobLease, error: JobError) async throws

  /// running → cancelled.
  func markCancelled(_ lease: JobLease) async throws

  /// running → queued at its old place, by a worker that ends in good order; cancelled instead if
  /// a client had asked for that. Answers which. Does not count as a loss.
  @discardableResult
  func release(_ lease: JobLease) async throws -> JobState

  /// queued → cancelled at once; running: the request is noted for the worker's next renewal. A job of
  /// another than `owner`, where that is not nil, is not found.
  func requestCancel(_ id: JobID, of owner: String?) async throws -> CancelOutcome

  /// Gives a job another name and other labels, by which lists find it from then on; its spec keeps those
  /// that it was handed in with. Whatever its state: a visible change, where anything changes.
  ///
  /// - Parameters:
  ///   - owner: whose it has to be; nil for anyone's.
  ///   - revision: the revision that it has to have; nil for any.
  ///   - mostLabels: the labels that it may have.
  func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming

  /// Removes a job in a terminal state with all that belongs to it. A job of another than `owner`, where
  /// that is not nil, is not found.
  func delete(_ id: JobID, of owner: String?) async throws -> DeleteOutcome

  /// What an owner's jobs and sweeps take of the store; everyone's where it is nil.
  func usage(of owner: String?) async throws -> StoredUsage

  /// Removes jobs that a rule does not keep, with all that belongs to them, the longest ended first:
  /// about `limit` (1 or more) of them, so that other writers are not held up.
  ///
  /// Which these were; empty when there are none left. A sweep goes with the last of its jobs.
  func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID]

  /// Takes back every running job whose lease is past, but for those that the calling process holds:
  /// a lease that is past can be renewed as long as nobody took the job.
  ///
  /// A job that ran alone in its process since it was claimed counts a loss of its worker: back to
  /// queued, or to failed (`worker_lost`) at loss number `JobLimits.losses`. One that others ran beside
  /// goes back to queued as a suspect, to be claimed alone from then on. One of the calling process
  /// that does not hold it goes back as it is. All are cancelled instead if a client had asked for that.
  func requeueExpired(by process: String?, holding held: Set<JobID>) async throws -> Requeueing

  /// What only the one process may do that holds the store; nil where several processes share it.
  var exclusive: (any ExclusiveJobStore)? { get }

  /// How the processes that share the store give each other hints; nil where they cannot.
  var hints: (any StoreHints)? { get }

  /// What carries live points between the processes that share the store; nil where nothing does.
  var livePoints: (any LivePointStore)? { get }
}

/// A job store that one process holds, to the exclusion of all others.
package protocol ExclusiveJobStore: Sendable {
  /// Takes back at once, as `JobStore.requeueExpired` does, every running job of a worker not in
  /// `alive`.
  ///
  /// For the start of the only service that holds the store: whoever ran these jobs is dead. In a store
  /// that others share it would take the jobs of the living.
  func requeueAll(exceptHeldBy alive: Set<WorkerID>) async throws -> Requeueing
}

extension JobStore {
  /// Takes one job in; see `create(_: [NewJob])`.
  package func create(_ job: NewJob) async throws -> Creation {
    try await create([job])[0]
  }

  /// Claims for a process that has nothing else to do; see `claim(_:)`.
  package func claim(worker: WorkerID, limit: Int, lease: Duration) async throws -> [Claim] {
    try await claim(ClaimRequest(worker: worker, limit: limit, lease: lease)).claims
  }

  /// Takes back every running job whose lease is past; see `requeueExpired(by:holding:)`.
  package func requeueExpired() async throws -> Requeueing {
    try await requeueExpired(by: nil, holding: [])
  }
}

/// What became of a job handed in.
package enum Creation: Sendable {
  /// It is new and queued, or was taken in by this very call before and is told as it stands.
  case created(Job)
  /// Its idempotency key is known with the same spec, name and labels: this is the earlier job, as it stands now.
  case existing(Job)

  /// The job in either case.
  package var job: Job {
    switch self {
    case .created(let job), .existing(let job): job
    }
  }
}

/// What became of a request to cancel.
package enum CancelOutcome: Hashable, Sendable {
  /// It was queued and is cancelled.
  case cancelled
  /// It is running; its worker will hear of the request.
  case requested
  /// It had ended already, in this state.
  case alreadyFinished(JobState)
  /// There is no such job.
  case notFound
}

/// What became of a request to delete.
package enum DeleteOutcome: Hashable, Sendable {
  /// It is gone.
  case deleted
  /// It is in this state, not a terminal one, and stays: cancel it first.
  case notFinished(JobState)
  /// There is no such job.
  case notFound
}

/// The jobs that were taken back from workers that are gone.
package struct Requeueing: Hashable, Sendable {
  /// Queued again.
  package var queued: [JobID]
  /// Failed: they have lost too many workers.
  package var failed: [JobID]
  /// Cancelled, as a client had asked before.
  package var cancelled: [JobID]

  package init(queued: [JobID] = [], failed: [JobID] = [], cancelled: [JobID] = []) {
    self.queued = queued
    self.failed = failed
    self.cancelled = cancelled
  }

  /// All of them.
  package var all: [JobID] { queued + failed + cancelled }
}

extension JobStore {
  /// Whoever owns the job.
  package func requestCancel(_ id: JobID) async throws -> CancelOutcome {
    try await requestCancel(id, of: nil)
  }

  /// Whoever owns the job.
  package func delete(_ id: JobID) async throws -> DeleteOutcome {
    try await delete(id, of: nil)
  }
}
