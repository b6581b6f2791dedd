import GRDB
package import Jobs
internal import Threading

// How jobs end: at their worker's word, or at a client's.
extension SQLiteJobStore {
  /// See `JobStore`. Artifacts are stored as they are: whoever makes one knows what can be saved of it.
  package func markSucceeded(
    _ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]
  ) async throws {
    let packedResult = try await packing.run(over: result.count) { PackedBytes(result) }
    let packedArtifacts = artifacts.mapValues { PackedBytes(stored: $0) }
    let clock = clock
    try await write(.result) { db in
      let (sequence, isRepeat) = try Self.leave(
        lease, to: .succeeded, try clock.now(db),
        bytes: packedArtifacts.values.reduce(packedResult.count) { $0 + $1.count }, db)
      if isRepeat {
        return try Self.requireResult(result, sequence, lease, db)
      }
      try db.cachedStatement(
        sql: "INSERT INTO results (sequence, inflated_length, body) VALUES (?, ?, ?)"
      ).execute(arguments: [sequence, packedResult.inflatedLength, packedResult.body])
      for (name, bytes) in packedArtifacts {
        try db.cachedStatement(
          sql: """
            INSERT INTO artifacts (sequence, name, inflated_length, body) VALUES (?, ?, ?, ?)
            """
        ).execute(arguments: [sequence, name, bytes.inflatedLength, bytes.body])
      }
    }
  }

  /// See `JobStore`.
  package func markFailed(_ lease: JobLease, error: JobError) async throws {
    let clock = clock
    try await write { db in
      let (sequence, isRepeat) = try Self.leave(lease, to: .failed, try clock.now(db), db)
      guard isRepeat else { return try Self.insertFailure(sequence, error, db) }
      let known = try db.cachedStatement(
        sql: "SELECT 1 FROM failures WHERE sequence = ? AND code = ? AND message = ?")
      guard try Int.fetchOne(known, arguments: [sequence, error.code, error.message]) != nil
      else { throw JobStoreError.leaseLost(lease.id) }
    }
  }

  /// See `JobStore`.
  package func markCancelled(_ lease: JobLease) async throws {
    let clock = clock
    try await write { db in
      _ = try Self.leave(lease, to: .cancelled, try clock.now(db), db)
    }
  }

  /// See `JobStore`.
  @discardableResult
  package func release(_ lease: JobLease) async throws -> JobState {
    let clock = clock
    return try await write { db in
      let statement = try db.cachedStatement(
        sql: """
          UPDATE jobs SET state = iif(cancel_requested, 'cancelled', 'queued'),
            finished_at = iif(cancel_requested, MAX(?, started_at), NULL),
            started_at = iif(cancel_requested, started_at, NULL),
            step = iif(cancel_requested, MAX(step, ?), 0),
            worker = NULL, lease_expires_at = NULL, revision = revision + 1,
            settled_attempt = attempt, settlement = 'released'
          WHERE id = ? AND state = 'running' AND attempt = ?
          RETURNING state
          """)
      let now = try clock.now(db).milliseconds
      let state = try String.fetchOne(
        statement, arguments: [now, lease.step, lease.id.rawValue, lease.token.rawValue])
      if let state { return try JobRows.state(state) }
      let repeated = try db.cachedStatement(
        sql: """
          SELECT iif(state = 'cancelled' AND attempt = settled_attempt, 'cancelled', 'queued')
          FROM jobs WHERE id = ? AND settled_attempt = ? AND settlement = 'released'
          """)
      let answered = try String.fetchOne(
        repeated, arguments: [lease.id.rawValue, lease.token.rawValue])
      guard let answered else { throw JobStoreError.leaseLost(lease.id) }
      return try JobRows.state(answered)
    }
  }

  /// running → a terminal state, if the token is the running attempt's; the job's sequence, and whether
  /// a call under this token, whose answer may have been lost, has brought it there before.
  ///
  /// - Parameter bytes: what it comes to takes.
  private static func leave(
    _ lease: JobLease, to state: JobState, _ now: Timestamp, bytes: Int = 0, _ db: Database
  ) throws -> (sequence: Int64, isRepeat: Bool) {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE jobs SET state = ?, finished_at = MAX(?, started_at), step = MAX(step, ?),
          worker = NULL, lease_expires_at = NULL, revision = revision + 1, bytes = bytes + ?,
          settled_attempt = attempt, settlement = ?
        WHERE id = ? AND state = 'running' AND attempt = ?
        RETURNING sequence
        """)
    let sequence = try Int64.fetchOne(
      statement,
      arguments: [
        state.rawValue, now.milliseconds, lease.step, bytes, state.rawValue, lease.id.rawValue,
        lease.token.rawValue,
      ])
    if let sequence { return (sequence, false) }
    let repeated = try db.cachedStatement(
      sql: "SELECT sequence FROM jobs WHERE id = ? AND settled_attempt = ? AND settlement = ?")
    let known = try Int64.fetchOne(
      repeated, arguments: [lease.id.rawValue, lease.token.rawValue, state.rawValue])
    guard let known else { throw JobStoreError.leaseLost(lease.id) }
    return (known, true)
  }

  /// Throws `leaseLost` unless this is the job's result: a repeated call says what it said before.
  private static func requireResult(
    _ result: [UInt8], _ sequence: Int64, _ lease: JobLease, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT body, inflated_length FROM results WHERE sequence = ?")
    let stored = try Row.fetchOne(statement, arguments: [sequence]).flatMap {
      try PackedBytes.read($0, body: "body", inflatedLength: "inflated_length")
    }
    guard stored == result else { throw JobStoreError.leaseLost(lease.id) }
  }

  static func insertFailure(_ sequence: Int64, _ error: JobError, _ db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO failures (sequence, code, message) VALUES (?, ?, ?)")
      .execute(arguments: [sequence, error.code, error.message])
  }

  /// See `JobStore`.
  package func requestCancel(_ id: JobID, of owner: String?) async throws -> CancelOutcome {
    let clock = clock
    return try await write { db in
      guard let (sequence, state) = try Self.find(id, of: owner, db) else { return .notFound }
      switch state {
      case .queued:
        try db.cachedStatement(
          sql: """
            UPDATE jobs SET state = 'cancelled', cancel_requested = 1,
              finished_at = MAX(?, created_at), revision = revision + 1
            WHERE sequence = ?
            """
        ).execute(arguments: [try clock.now(db).milliseconds, sequence])
        return .cancelled
      case .running:
        try db.cachedStatement(
          sql: """
            UPDATE jobs SET cancel_requested = 1, revision = revision + 1
            WHERE sequence = ? AND NOT cancel_requested
            """
        ).execute(arguments: [sequence])
        return .requested
      case .succeeded, .failed, .cancelled:
        return .alreadyFinished(state)
      }
    }
  }

  /// See `JobStore`.
  package func delete(_ id: JobID, of owner: String?) async throws -> DeleteOutcome {
    try await write { db in
      guard let (sequence, state) = try Self.find(id, of: owner, db) else { return .notFound }
      guard state.isTerminal else { return .notFinished(state) }
      // What belongs to it goes by the foreign keys.
      try db.cachedStatement(sql: "DELETE FROM jobs WHERE sequence = ?")
        .execute(arguments: [sequence])
      return .deleted
    }
  }

  private static func find(
    _ id: JobID, of owner: String?, _ db: Database
  ) throws -> (Int64, JobState)? {
    let statement = try db.cachedStatement(
      sql: "SELECT sequence, state FROM jobs WHERE id = ?1 AND (?2 IS NULL OR owner = ?2)")
    return try Row.fetchOne(statement, arguments: [id.rawValue, owner]).map { row in
      (row["sequence"], try JobRows.state(row["state"]))
    }
  }
}
