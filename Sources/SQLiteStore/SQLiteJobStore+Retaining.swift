import Foundation
import GRDB
package import Jobs

// How much there is, and what of it goes by itself.
extension SQLiteJobStore {
  /// See `JobStore`. Takes time proportional to the number of owners where it is nil.
  package func usage(of owner: String?) async throws -> StoredUsage {
    try await read { db in
      try owner.map { try UsageRows.usage(of: $0, db) } ?? UsageRows.usageOfAll(db)
    }
  }

  /// See `JobStore`. Looking takes time proportional to the ended sweeps' jobs and is no writer's;
  /// the writing takes as long as deleting `limit` jobs.
  package func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] {
    if retention.keepsAll { return [] }
    let (clock, limit) = (clock, max(1, limit))
    let (jobs, sweeps) = try await read { db in
      try EndedRows.beyond(retention, at: try clock.now(db), limit, db)
    }
    if jobs.isEmpty && sweeps.isEmpty { return [] }
    return try await write { db in
      // What was chosen has ended, and that does not change; it may have been deleted since.
      let job = try db.cachedStatement(
        sql: "DELETE FROM jobs WHERE sequence = ? AND finished_at IS NOT NULL RETURNING id")
      let removed = try jobs.compactMap {
        try String.fetchOne(job, arguments: [$0]).map(JobRows.id)
      }
      let sweep = try db.cachedStatement(
        sql: """
          DELETE FROM sweeps WHERE sequence = ?1
            AND NOT EXISTS (SELECT 1 FROM specs WHERE sweep = ?1)
          """)
      for sequence in sweeps { try sweep.execute(arguments: [sequence]) }
      return removed
    }
  }
}

/// Finds jobs that have ended long enough ago.
private enum EndedRows {
  /// The end of a job, in the order in which jobs go: by time, and by arrival where that is equal.
  private struct End: Comparable {
    var time: Int64
    var sequence: Int64

    static func < (lhs: End, rhs: End) -> Bool {
      (lhs.time, lhs.sequence) < (rhs.time, rhs.sequence)
    }
  }

  /// At most about `limit` jobs that a rule does not keep, and the sweeps that are left without any
  /// when these are gone.
  static func beyond(
    _ retention: JobRetention, at now: Timestamp, _ limit: Int, _ db: Database
  ) throws -> (jobs: [Int64], sweeps: [Int64]) {
    var (jobs, sweeps): ([Int64], [Int64]) = ([], [])
    for owner in try String.fetchAll(db, sql: "SELECT owner FROM owner_usage ORDER BY owner") {
      guard let first = try firstKept(retention, of: owner, at: now, db) else { continue }
      jobs += try single(before: first, of: owner, limit - jobs.count, db)
      for sequence in try ended(before: first, of: owner, db) where jobs.count < limit {
        let members = try Int64.fetchAll(
          db, sql: "SELECT sequence FROM specs WHERE sweep = ? ORDER BY sweep_position LIMIT ?",
          arguments: [sequence, limit - jobs.count + 1])
        if members.count <= limit - jobs.count { sweeps.append(sequence) }
        jobs += members.prefix(limit - jobs.count)
      }
      if jobs.count >= limit { break }
    }
    return (jobs, sweeps)
  }

  /// The end before which the owner's jobs go; nil where all are kept.
  private static func firstKept(
    _ retention: JobRetention, of owner: String, at now: Timestamp, _ db: Database
  ) throws -> End? {
    let byAge = retention.age.map {
      End(time: now.milliseconds - $0.wholeMilliseconds, sequence: 0)
    }
    let byCount = try retention.count.flatMap { count -> End? in
      try Row.fetchOne(
        db,
        sql: """
          SELECT finished_at, sequence FROM jobs WHERE owner = ? AND finished_at IS NOT NULL
          ORDER BY finished_at DESC, sequence DESC LIMIT 1 OFFSET ?
          """,
        arguments: [owner, max(1, count) - 1]
      ).map { End(time: $0["finished_at"], sequence: $0["sequence"]) }
    }
    return [byAge, byCount].compactMap(\.self).max()
  }

  private static func single(
    before first: End, of owner: String, _ limit: Int, _ db: Database
  ) throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: """
        SELECT j.sequence FROM jobs j JOIN specs s USING (sequence)
        WHERE j.owner = ? AND j.finished_at IS NOT NULL AND s.sweep IS NULL
          AND (j.finished_at, j.sequence) < (?, ?)
        ORDER BY j.finished_at, j.sequence LIMIT ?
        """, arguments: [owner, first.time, first.sequence, limit])
  }

  /// The owner's sweeps all of whose jobs ended before that, or are deleted, the oldest first.
  private static func ended(
    before first: End, of owner: String, _ db: Database
  ) throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: """
        SELECT w.sequence FROM sweeps w WHERE w.owner = ?1 AND w.created_at <= ?2
          AND NOT EXISTS (
            SELECT 1 FROM specs s JOIN jobs j USING (sequence)
            WHERE s.sweep = w.sequence
              AND (j.finished_at IS NULL OR (j.finished_at, j.sequence) >= (?2, ?3)))
        ORDER BY w.sequence
        """, arguments: [owner, first.time, first.sequence])
  }
}
