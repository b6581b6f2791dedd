import GRDB
public import JobQueue

// Claims, their renewal, and their end without a worker's word.
extension SQLiteJobStore {
  /// See `JobStore`.
  public func claim(worker: WorkerID, limit: Int, lease: Duration) async throws -> [Claim] {
    // What they come to would have no room: they wait.
    if case .closed = await currentRoom() { return [] }
    let clock = clock
    return try await write { db in
      let now = try clock.now(db)
      let update = try db.cachedStatement(
        sql: """
          UPDATE jobs SET state = 'running', attempt = attempt + 1, step = 0, worker = ?,
            started_at = MAX(?, created_at), lease_expires_at = ?, revision = revision + 1
          WHERE sequence = ?
          """)
      return try Self.nextBatch(limit, db).map { sequence in
        try update.execute(arguments: [
          worker.rawValue, now.milliseconds, (now + lease).milliseconds, sequence,
        ])
        let job = try JobRows.job(sequence: sequence, db)
        return Claim(job: job, token: FencingToken(rawValue: Int64(job.attempt)))
      }
    }
  }

  /// The oldest queued job and its companions, oldest first. O(limit · log jobs).
  private static func nextBatch(_ limit: Int, _ db: Database) throws -> [Int64] {
    guard limit > 0 else { return [] }
    let oldest = try db.cachedStatement(
      sql: """
        SELECT sequence, batch_key, losses FROM jobs WHERE state = 'queued'
        ORDER BY sequence LIMIT 1
        """)
    guard let row = try Row.fetchOne(oldest) else { return [] }
    let sequence: Int64 = row["sequence"]
    // A job that lost a worker before goes alone.
    if limit == 1 || row["losses"] as Int > 0 { return [sequence] }
    let companions = try db.cachedStatement(
      sql: """
        SELECT sequence FROM jobs
        WHERE state = 'queued' AND batch_key = ? AND sequence > ? AND losses = 0
        ORDER BY sequence LIMIT ?
        """)
    let batchKey: String = row["batch_key"]
    return [sequence]
      + (try Int64.fetchAll(companions, arguments: [batchKey, sequence, limit - 1]))
  }

  /// See `JobStore`.
  public func renew(_ leases: [JobLease], lease duration: Duration) async throws
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
  public func requeueExpired() async throws -> Requeueing {
    let clock = clock
    return try await write { db in
      let now = try clock.now(db)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT sequence, id, losses, cancel_requested FROM jobs
          WHERE state = 'running' AND lease_expires_at <= ? ORDER BY sequence
          """, arguments: [now.milliseconds])
      return try Self.requeue(rows, now, db)
    }
  }

  /// See `JobStore`.
  public func requeueAll(exceptHeldBy alive: Set<WorkerID>) async throws -> Requeueing {
    let clock = clock
    return try await write { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT sequence, id, worker, losses, cancel_requested FROM jobs
          WHERE state = 'running' ORDER BY sequence
          """)
      let orphans = rows.filter { !alive.contains(WorkerID(rawValue: $0["worker"])) }
      return try Self.requeue(orphans, try clock.now(db), db)
    }
  }

  private static func requeue(_ rows: [Row], _ now: Timestamp, _ db: Database) throws
    -> Requeueing
  {
    var taken = Requeueing()
    for row in rows {
      let id = try JobRows.id(row["id"])
      let sequence: Int64 = row["sequence"]
      let losses: Int = row["losses"] + 1
      if row["cancel_requested"] {
        try leaveRunning(sequence, to: .cancelled, losses: losses, now, db)
        taken.cancelled.append(id)
      } else if losses >= JobLimits.losses {
        try leaveRunning(sequence, to: .failed, losses: losses, now, db)
        try insertFailure(sequence, .workerLost, db)
        taken.failed.append(id)
      } else {
        try leaveRunning(sequence, to: .queued, losses: losses, now, db)
        taken.queued.append(id)
      }
    }
    return taken
  }

  private static func leaveRunning(
    _ sequence: Int64, to state: JobState, losses: Int, _ now: Timestamp, _ db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        UPDATE jobs SET state = ?, losses = ?, finished_at = MAX(?, started_at), worker = NULL,
          lease_expires_at = NULL, revision = revision + 1,
          step = iif(?1 = 'queued', 0, step), started_at = iif(?1 = 'queued', NULL, started_at)
        WHERE sequence = ?
        """
    ).execute(arguments: [
      state.rawValue, losses, state.isTerminal ? now.milliseconds : nil, sequence,
    ])
  }
}
