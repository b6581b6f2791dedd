import GRDB
package import Jobs

// Where jobs stand.
extension SQLiteJobStore {
  /// See `JobStore`. Where jobs are followed in time proportional to their number: nobody asks so where one
  /// process holds the file. A mark is a moment: one writer commits after the other, in their order. A new
  /// name of a job that waits or has ended has none, and is not told.
  package func revisions(
    of ids: [JobID], following: JobRevisions.Following, limit: Int
  ) async throws -> JobRevisions {
    let clock = clock
    return try await read { db in
      let now = try clock.now(db)
      var answer = JobRevisions(
        asOf: now, mark: JobRevisions.Mark("\(now.milliseconds)"), settledUntil: now)
      let named = try db.cachedStatement(sql: "SELECT id, state, revision FROM jobs WHERE id = ?")
      for id in ids {
        guard let row = try Row.fetchOne(named, arguments: [id.rawValue]) else { continue }
        answer.standings[id] = try Self.standing(row)
      }
      if following == .none { return answer }
      let running = try db.cachedStatement(
        sql: "SELECT id, state, revision FROM jobs WHERE state = 'running'")
      for row in try Row.fetchAll(running) {
        answer.standings[try JobRows.id(row["id"])] = try Self.standing(row)
      }
      guard case .after(let mark) = following, let moment = Int64(mark.text) else { return answer }
      let recent = try db.cachedStatement(
        sql: """
          SELECT id, state, revision FROM jobs
          WHERE state <> 'running' AND (created_at >= ?1 OR finished_at >= ?1) LIMIT ?2
          """)
      let rows = try Row.fetchAll(recent, arguments: [moment, limit + 1])
      answer.isCut = rows.count > limit
      if answer.isCut { return answer }
      for row in rows { answer.standings[try JobRows.id(row["id"])] = try Self.standing(row) }
      return answer
    }
  }

  private static func standing(_ row: Row) throws -> JobRevisions.Standing {
    JobRevisions.Standing(revision: row["revision"], state: try JobRows.state(row["state"]))
  }
}
