import GRDB
package import Jobs

// The renewal of claims, and their end without a worker's word.
extension SQLiteJobStore: ExclusiveJobStore {
  /// The file is held by one process.
  package var exclusive: (any ExclusiveJobStore)? { self }

  /// See `JobStore`.
  package func renew(_ leases: [JobLease], lease duration: Duration) async throws
    -> [JobID: RenewalAnswer]
  {
    let clock = clock
    return try await write { db in
      let end = (try clock.now(db) + duration).milliseconds
      let update = try db.cachedStatement(
        sql: """
          UPDATE jobs SET lease_expires_at = ?, step = MAX(step, ?),
            revision = revision + (? > step)
          WHERE id = ? AND state = 'running' AND attempt = ?
          RETURNING cancel_requested
          """)
      var answers: [JobID: RenewalAnswer] = [:]
      for lease in leases {
        let isCancelled = try Bool.fetchOne(
          update,
          arguments: [end, lease.step, lease.step, lease.id.rawValue, lease.token.rawValue])
        answers[lease.id] =
          switch isCancelled {
          case nil: .lost
          case true?: .cancelRequested
          case false?: .renewed
          }
      }
      return answers
    }
  }

  /// See `JobStore`.
  package func requeueExpired(
    by process: String?, holding held: Set<JobID>
  ) async throws -> Requeueing {
    let clock = clock
    return try await write { db in
      let now = try clock.now(db)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(Lost.columns) FROM jobs
          WHERE state = 'running' AND lease_expires_at <= ? ORDER BY sequence
          """, arguments: [now.milliseconds])
      let lost = try rows.map(Lost.init)
      var taken = Requeueing()
      for job in lost where job.worker.process != process || !held.contains(job.id) {
        // A process that lives and does not hold its own job lost an answer, not a worker.
        let isOwn = job.worker.process == process
        try Self.requeue(job, countsLoss: !isOwn, now, into: &taken, db)
      }
      return taken
    }
  }

  /// See `ExclusiveJobStore`.
  package func requeueAll(exceptHeldBy alive: Set<WorkerID>) async throws -> Requeueing {
    let clock = clock
    return try await write { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT \(Lost.columns) FROM jobs WHERE state = 'running' ORDER BY sequence")
      let now = try clock.now(db)
      var taken = Requeueing()
      for job in try rows.map(Lost.init) where !alive.contains(job.worker) {
        try Self.requeue(job, countsLoss: true, now, into: &taken, db)
      }
      return taken
    }
  }

  /// A running job whose worker is gone.
  private struct Lost {
    let sequence: Int64
    let id: JobID
    let worker: WorkerID
    let losses: Int
    /// Whether others ran in its process since it was claimed.
    let hadCompany: Bool
    let isCancelled: Bool

    static let columns = "sequence, id, worker, losses, had_company, cancel_requested"

    init(_ row: Row) throws {
      sequence = row["sequence"]
      id = try JobRows.id(row["id"])
      worker = WorkerID(rawValue: row["worker"])
      losses = row["losses"]
      hadCompany = row["had_company"]
      isCancelled = row["cancel_requested"]
    }
  }

  /// Takes a job back: as one more loss where it ran alone, else as a suspect.
  private static func requeue(
    _ job: Lost, countsLoss: Bool, _ now: Timestamp, into taken: inout Requeueing, _ db: Database
  ) throws {
    if countsLoss {
      try db.cachedStatement(
        sql: """
          UPDATE jobs SET losses = losses + NOT had_company, suspicions = suspicions + had_company,
            suspected_step = step WHERE sequence = ?
          """
      ).execute(arguments: [job.sequence])
    }
    if job.isCancelled {
      try leaveRunning(job.sequence, to: .cancelled, now, db)
      taken.cancelled.append(job.id)
    } else if countsLoss, !job.hadCompany, job.losses + 1 >= JobLimits.losses {
      try leaveRunning(job.sequence, to: .failed, now, db)
      try insertFailure(job.sequence, .workerLost, db)
      taken.failed.append(job.id)
    } else {
      try leaveRunning(job.sequence, to: .queued, now, db)
      taken.queued.append(job.id)
    }
  }

  private static func leaveRunning(
    _ sequence: Int64, to state: JobState, _ now: Timestamp, _ db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        UPDATE jobs SET state = ?1, finished_at = MAX(?2, started_at), worker = NULL, lease_expires_at = NULL,
          revision = revision + 1, step = iif(?1 = 'queued', 0, step),
          started_at = iif(?1 = 'queued', NULL, started_at)
        WHERE sequence = ?3
        """
    ).execute(arguments: [
      state.rawValue, state.isTerminal ? now.milliseconds : nil, sequence,
    ])
  }
}
