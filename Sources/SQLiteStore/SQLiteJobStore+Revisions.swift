import GRDB
package import Jobs

// Where jobs stand.
extension SQLiteJobStore {
  /// See `JobStore`. With a moment in time proportional to the number of jobs: nobody asks so where one
  /// process holds the file.
  package func revisions(
    of ids: [JobID], since moment: Timestamp?, limit: Int
  ) async throws -> JobRevisions {
    let clock = clock
    return try await read { db in
      var answer = JobRevisions(asOf: try clock.now(db))
      let named = try db.cachedStatement(sql: "SELECT id, state, revision FROM jobs WHERE id = ?")
      for id in ids {
        guard let row = try Row.fetchOne(named, arguments: [id.rawValue]) else { continue }
        answer.standings[id] = try Self.standing(row)
      }
      guard let moment else { return answer }
      let running = try db.cachedStatement(
        sql: "SELECT id, state, revision FROM jobs WHERE state = 'running'")
      for row in try Row.fetchAll(running) {
        answer.standings[try JobRows.id(row["id"])] = try Self.standing(row)
      }
      let recent = try db.cachedStatement(
        sql: """
          SELECT id, state, revision FROM jobs
          WHERE state <> 'running' AND (created_at >= ?1 OR finished_at >= ?1) LIMIT ?2
          """)
      let rows = try Row.fetchAll(recent, arguments: [moment.milliseconds, limit + 1])
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
