package import Jobs

// Where jobs stand: asked by every process that somebody waits at, four times a second.
extension PostgreSQLJobStore {
  /// See `JobStore`.
  package func revisions(
    of ids: [JobID], since: Timestamp?, limit: Int
  ) async throws -> JobRevisions {
    var parts = [
      // The clock, in every answer.
      "SELECT NULL AS id, NULL AS state, symbreak_v1.clock($1) AS revision, false AS is_recent"
    ]
    var values = [moment]
    if !ids.isEmpty {
      values.append(.text(PostgresArray.text(ids.map(\.rawValue))))
      parts.append(
        """
        SELECT j.id, CASE WHEN j.outcome IS NOT NULL THEN j.outcome
            WHEN l.sequence IS NOT NULL THEN 'running' ELSE 'queued' END,
          j.revision + COALESCE(l.revision, 0), false
        FROM symbreak.jobs j LEFT JOIN symbreak.leases l USING (sequence)
        WHERE j.id = ANY ($\(values.count)::text[])
        """)
    }
    if let since {
      values.append(.integer(since.milliseconds))
      let mark = "$\(values.count)::bigint"
      parts.append(
        """
        SELECT j.id, 'running', j.revision + l.revision, false
        FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
        """)
      for condition in [
        """
        j.created_at >= \(mark) AND j.finished_at IS NULL
          AND NOT EXISTS (SELECT FROM symbreak.leases l WHERE l.sequence = j.sequence)
        """, "j.finished_at >= \(mark)",
      ] {
        parts.append(
          """
          (SELECT j.id, COALESCE(j.outcome, 'queued'), j.revision, true
          FROM symbreak.jobs j WHERE \(condition) LIMIT \(limit + 1))
          """)
      }
    }
    return try await query(.reading, parts.joined(separator: "\nUNION ALL\n"), values) { rows in
      var answer = JobRevisions(asOf: Timestamp(milliseconds: 0))
      var recent: [JobID: JobRevisions.Standing] = [:]
      for row in rows.map(\.self) {
        guard try row.text("id") != nil else {
          answer.asOf = Timestamp(milliseconds: try row.requiredInteger("revision"))
          continue
        }
        let standing = JobRevisions.Standing(
          revision: try row.int("revision"), state: try JobRows.state(row.requiredText("state")))
        let id = try JobRows.id(row)
        if try row.bool("is_recent") == true {
          recent[id] = standing
        } else {
          answer.standings[id] = standing
        }
      }
      answer.isCut = recent.count > limit
      if !answer.isCut { answer.standings.merge(recent) { named, _ in named } }
      return answer
    }
  }
}
