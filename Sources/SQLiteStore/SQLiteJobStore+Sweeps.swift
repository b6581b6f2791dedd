import Foundation
import GRDB
package import Jobs
internal import Threading

// Sweeps, in the database of the jobs that belong to them.
extension SQLiteJobStore: SweepStore {
  /// See `SweepStore`.
  package func create(_ sweep: NewSweep) async throws -> SweepCreation {
    let isDifference = sweep.base != nil
    let (table, base, jobs) = try await packing.run {
      (
        PackedBytes(sweep.table), sweep.base.map { PackedBytes($0) },
        sweep.jobs.map { PackedJob($0, isShort: isDifference) }
      )
    }
    let clock = clock
    return try await write(.new) { db in
      if let earlier = try Self.repeated(sweep, db) { return .created(earlier) }
      if let earlier = try Self.earlier(sweep, db) { return .existing(earlier) }
      if let quota = sweep.quota {
        try Self.check(
          quota, of: sweep.owner, queued: jobs.count,
          cost: jobs.reduce(0) { $0 + $1.job.cost },
          bytes: jobs.reduce(table.count + (base?.count ?? 0)) { $0 + $1.spec.count }, db)
      }
      let now = try clock.now(db)
      let sequence = try Self.insert(sweep, table, base, now, db)
      for (position, entry) in jobs.enumerated() {
        _ = try Self.insert(
          entry, now, db, in: (sequence, position), isDifference: isDifference)
      }
      guard let created = try SweepRows.find(sweep.id, db) else {
        throw DatabaseError(message: "a new sweep cannot be read")
      }
      return .created(created.sweep)
    }
  }

  /// The sweep where this very call has taken it in before.
  private static func repeated(_ sweep: NewSweep, _ db: Database) throws -> Sweep? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT * FROM sweeps WHERE id = ? AND owner = ? AND digest = ?
          AND (summary = ? OR renamed) AND idempotency_key IS ?
        """)
    return try Row.fetchOne(
      statement,
      arguments: [
        sweep.id.rawValue, sweep.owner, sweep.digest, Data(sweep.summary), sweep.idempotencyKey,
      ]
    ).map { try SweepRows.sweep($0, db) }
  }

  /// The sweep that the key of `sweep` belongs to, if it has one that is known.
  private static func earlier(_ sweep: NewSweep, _ db: Database) throws -> Sweep? {
    guard let key = sweep.idempotencyKey else { return nil }
    let statement = try db.cachedStatement(sql: "SELECT * FROM sweeps WHERE idempotency_key = ?")
    guard let row = try Row.fetchOne(statement, arguments: [key]) else { return nil }
    let earlier = try SweepRows.sweep(row, db)
    guard (row["digest"] as String) == sweep.digest,
      earlier.summary == sweep.summary || row["renamed"]
    else {
      throw JobStoreError.sweepConflict(existing: earlier.id)
    }
    return earlier
  }

  private static func insert(
    _ sweep: NewSweep, _ table: PackedBytes, _ base: PackedBytes?, _ now: Timestamp,
    _ db: Database
  ) throws -> Int64 {
    try db.cachedStatement(
      sql: """
        INSERT INTO sweeps (id, owner, summary, digest, idempotency_key, created_at, bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      sweep.id.rawValue, sweep.owner, Data(sweep.summary), sweep.digest, sweep.idempotencyKey,
      now.milliseconds, table.count + (base?.count ?? 0),
    ])
    let sequence = db.lastInsertedRowID
    try db.cachedStatement(
      sql: "INSERT INTO sweep_tables (sequence, inflated_length, body) VALUES (?, ?, ?)"
    ).execute(arguments: [sequence, table.inflatedLength, table.body])
    if let base {
      try db.cachedStatement(
        sql: "INSERT INTO sweep_bases (sequence, inflated_length, body) VALUES (?, ?, ?)"
      ).execute(arguments: [sequence, base.inflatedLength, base.body])
    }
    return sequence
  }

  /// See `SweepStore`. Takes time proportional to the jobs of the sweep.
  package func sweep(_ id: SweepID) async throws -> Sweep? {
    try await read { db in try SweepRows.find(id, db)?.sweep }
  }

  /// See `SweepStore`.
  package func content(of id: SweepID) async throws -> SweepContent? {
    try await read { db in
      guard let (sequence, sweep) = try SweepRows.find(id, db) else { return nil }
      return SweepContent(
        sweep: sweep, table: try SweepRows.table(sequence, db),
        members: try SweepRows.members(sequence, db))
    }
  }

  /// See `SweepStore`. Takes time proportional to the jobs of the sweeps shown.
  package func sweeps(
    of owner: String?, after cursor: SweepCursor?, limit: Int
  ) async throws -> SweepPage {
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      // Two texts and not `OR`, so that either has an index to follow.
      let condition = owner == nil ? "" : "owner = ? AND "
      let arguments: StatementArguments = owner.map { [$0] } ?? []
      // One more than the page, to know whether there is a next one.
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM sweeps WHERE \(condition)sequence < ? ORDER BY sequence DESC LIMIT ?
          """,
        arguments: arguments + [cursor?.position ?? .max, limit + 1])
      let shown = rows.prefix(limit)
      let next = rows.count > limit ? shown.last.map { SweepCursor(position: $0["sequence"]) } : nil
      return SweepPage(items: try shown.map { try SweepRows.sweep($0, db) }, next: next)
    }
  }

  /// See `SweepStore`.
  package func requestCancel(_ id: SweepID) async throws -> SweepCancellation? {
    let clock = clock
    return try await write { db in
      guard let (sequence, _) = try SweepRows.find(id, db) else { return nil }
      let requested = try db.cachedStatement(
        sql: """
          UPDATE jobs SET revision = revision + (NOT cancel_requested), cancel_requested = 1
          WHERE state = 'running' AND sequence IN (SELECT sequence FROM specs WHERE sweep = ?)
          RETURNING id
          """)
      let cancelled = try db.cachedStatement(
        sql: """
          UPDATE jobs SET state = 'cancelled', cancel_requested = 1,
            finished_at = MAX(?, created_at), revision = revision + 1
          WHERE state = 'queued' AND sequence IN (SELECT sequence FROM specs WHERE sweep = ?)
          RETURNING id
          """)
      return SweepCancellation(
        cancelled: try String.fetchAll(
          cancelled, arguments: [try clock.now(db).milliseconds, sequence]
        ).map(JobRows.id),
        requested: try String.fetchAll(requested, arguments: [sequence]).map(JobRows.id))
    }
  }

  /// See `SweepStore`.
  package func delete(_ id: SweepID) async throws -> SweepDeletion {
    try await write { db in
      guard let (sequence, sweep) = try SweepRows.find(id, db) else { return .notFound }
      let unfinished = sweep.counts.reduce(0) { $0 + ($1.key.isTerminal ? 0 : $1.value) }
      guard unfinished == 0 else { return .notFinished(unfinished) }
      // What belongs to the jobs, their places in the sweep included, goes by the foreign keys.
      let jobs = try db.cachedStatement(
        sql: """
          DELETE FROM jobs WHERE sequence IN (SELECT sequence FROM specs WHERE sweep = ?)
          RETURNING id
          """)
      let deleted = try String.fetchAll(jobs, arguments: [sequence]).map(JobRows.id)
      try db.cachedStatement(sql: "DELETE FROM sweeps WHERE sequence = ?")
        .execute(arguments: [sequence])
      return .deleted(deleted)
    }
  }
}
