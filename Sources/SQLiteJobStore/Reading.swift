import GRDB
public import JobQueue

// Looking at jobs.
extension SQLiteJobStore {
  /// The most jobs that one page holds, whatever limit is asked for.
  static let largestPage = 1000

  /// See `JobStore`.
  public func job(_ id: JobID) async throws -> Job? {
    try await read { db in try JobRows.job(id, db) }
  }

  /// See `JobStore`.
  public func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage
  {
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      // One more than the page, to know whether there is a next one.
      let (sql, arguments) = Self.query(filter, cursor, limit + 1)
      let found = try Int64.fetchAll(db, sql: sql, arguments: arguments)
      let shown = found.prefix(limit)
      let next = found.count > limit ? shown.last.map(JobCursor.init(position:)) : nil
      return JobPage(items: try shown.map { try JobRows.job(sequence: $0, db) }, next: next)
    }
  }

  private static func query(_ filter: JobFilter, _ cursor: JobCursor?, _ limit: Int)
    -> (sql: String, arguments: StatementArguments)
  {
    var conditions: [String] = []
    var arguments = StatementArguments()
    if let states = filter.states {
      let marks = states.map { _ in "?" }.joined(separator: ", ")
      conditions.append("j.state IN (\(marks))")
      arguments += StatementArguments(states.map(\.rawValue))
    }
    if let scheme = filter.scheme {
      conditions.append("j.sequence IN (SELECT sequence FROM specs WHERE scheme = ?)")
      arguments += [scheme]
    }
    if let name = filter.name {
      conditions.append("j.sequence IN (SELECT sequence FROM specs WHERE name = ?)")
      arguments += [name]
    }
    for (key, value) in filter.labels {
      conditions.append("j.sequence IN (SELECT sequence FROM labels WHERE key = ? AND value = ?)")
      arguments += [key, value]
    }
    if let owner = filter.owner {
      conditions.append("j.owner = ?")
      arguments += [owner]
    }
    if let sweep = filter.sweep {
      conditions.append(
        """
        j.sequence IN (
          SELECT sequence FROM specs WHERE sweep = (SELECT sequence FROM sweeps WHERE id = ?))
        """)
      arguments += [sweep.rawValue]
    }
    if let cursor {
      conditions.append("j.sequence < ?")
      arguments += [cursor.position]
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return (
      "SELECT j.sequence FROM jobs j \(condition) ORDER BY j.sequence DESC LIMIT \(limit)",
      arguments
    )
  }

  /// See `JobStore`.
  public func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT a.body, a.inflated_length FROM artifacts a JOIN jobs j USING (sequence)
          WHERE j.id = ? AND a.name = ?
          """)
      return try Row.fetchOne(statement, arguments: [id.rawValue, name]).flatMap {
        try PackedBytes.read($0, body: "body", inflatedLength: "inflated_length")
      }
    }
  }

  /// See `JobStore`. Takes time proportional to the number of jobs.
  public func counts() async throws -> [JobState: Int] {
    try await read { db in
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      let rows = try Row.fetchAll(
        db, sql: "SELECT state, COUNT(*) AS count FROM jobs GROUP BY state")
      for row in rows { counts[try JobRows.state(row["state"])] = row["count"] }
      return counts
    }
  }
}
