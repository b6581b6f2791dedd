/// Where sweeps live, beside the jobs that belong to them; durable once a call has returned.
///
/// A sweep has no state of its own: where it stands follows from its jobs, which workers claim and
/// settle as any others. All calls throw `JobStoreError`. `JobStoreConformance` tests what is
/// promised here.
package protocol SweepStore: Sendable {
  /// Takes a sweep in with all its jobs, in their order, or nothing of it.
  ///
  /// The same call again, with the same id, key, digest and summary, takes nothing in and answers with
  /// the sweep as `created`: its first answer may have been lost on the way.
  ///
  /// A sweep whose idempotency key is known already, with the same digest and the same summary, is
  /// not taken again. Throws `sweepConflict` when the key is known with others, and what `JobStore.create`
  /// throws; `quotaExceeded` when all its jobs together would pass the quota.
  func create(_ sweep: NewSweep) async throws -> SweepCreation

  /// The sweep, or nil if there is none of that id.
  func sweep(_ id: SweepID) async throws -> Sweep?

  /// The sweep with its table and its jobs' results, or nil if there is none of that id.
  func content(of id: SweepID) async throws -> SweepContent?

  /// One page of the owner's sweeps, of everyone's where it is nil, newest first; `limit` is 1 or
  /// more.
  func sweeps(of owner: String?, after cursor: SweepCursor?, limit: Int) async throws -> SweepPage

  /// Asks for the end of all its jobs at once: what `JobStore.requestCancel` does to each that has
  /// not ended. Nil if there is no such sweep.
  func requestCancel(_ id: SweepID) async throws -> SweepCancellation?

  /// Replaces the summary of a sweep where it still is `summary`; a visible change, where the other is
  /// another. Its idempotency key then stands for its digest alone.
  func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming

  /// Removes a sweep whose jobs have all ended, and these with all that belongs to them.
  func delete(_ id: SweepID) async throws -> SweepDeletion
}

/// What became of a sweep handed in.
package enum SweepCreation: Sendable, Equatable {
  /// It is new, and its jobs are queued.
  case created(Sweep)
  /// Its idempotency key is known with the same digest and summary: this is the earlier sweep, as it stands.
  case existing(Sweep)

  /// The sweep in either case.
  package var sweep: Sweep {
    switch self {
    case .created(let sweep), .existing(let sweep): sweep
    }
  }
}

/// What a request to cancel a sweep came to; both are empty where all its jobs had ended.
package struct SweepCancellation: Hashable, Sendable {
  /// They were queued and are cancelled.
  package var cancelled: [JobID]
  /// They are running; their workers will hear of the request.
  package var requested: [JobID]

  package init(cancelled: [JobID], requested: [JobID]) {
    self.cancelled = cancelled
    self.requested = requested
  }
}

/// What became of a request to delete a sweep.
package enum SweepDeletion: Hashable, Sendable {
  /// It is gone, and so are these jobs.
  case deleted([JobID])
  /// So many of its jobs have not ended: cancel it first.
  case notFinished(Int)
  /// There is no such sweep.
  case notFound
}
