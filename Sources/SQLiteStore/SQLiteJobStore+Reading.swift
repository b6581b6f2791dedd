import GRDB
package import Jobs
internal import Threading

// Looking at jobs.
extension SQLiteJobStore {
  /// The most jobs that one page holds, whatever limit is asked for.
  static let largestPage = 1000

  /// See `JobStore`.
  package func job(_ id: JobID) async throws -> Job? {
    try await read { db in try JobRows.job(id, db) }
  }

  /// See `JobStore`.
  package func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage
  {
    let limit = min(max(limit, 1), Self.largestPage)
    return try await read { db in
      // One more than the page, to know whether there is a next one.
      let (sql, arguments) = Self.query(filter, cursor, limit + 1)
      let found = try Int64.fetchAll(db, sql: sql, arguments: arguments)
      let shown = try found.prefix(Self.countInBudget(found.prefix(limit), db))
      let next =
        found.count > shown.count ? shown.last.map(JobCursor.init(position:)) : nil
      return JobPage(items: try shown.map { try JobRows.job(sequence: $0, db) }, next: next)
    }
  }

  /// How many of the first jobs fit on one page; told without reading what they hold.
  private static func countInBudget(_ sequences: some Sequence<Int64>, _ db: Database) throws -> Int
  {
    let statement = try db.cachedStatement(
      sql: """
        SELECT COALESCE(s.inflated_length, length(s.body))
          + COALESCE(r.inflated_length, length(r.body), 0)
          + iif(s.is_difference, COALESCE(b.inflated_length, length(b.body), 0), 0)
        FROM specs s LEFT JOIN results r USING (sequence)
          LEFT JOIN sweep_bases b ON b.sequence = s.sweep
        WHERE s.sequence = ?
        """)
    var (count, bytes) = (0, 0)
    for sequence in sequences {
      bytes += try Int.fetchOne(statement, arguments: [sequence]) ?? 0
      if count > 0, bytes > JobPage.byteBudget { break }
      count += 1
    }
    return count
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
      conditions.append("j.sequence \(filter.isOldestFirst ? ">" : "<") ?")
      arguments += [cursor.position]
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let order = filter.isOldestFirst ? "ASC" : "DESC"
    return (
      "SELECT j.sequence FROM jobs j \(condition) ORDER BY j.sequence \(order) LIMIT \(limit)",
      arguments
    )
  }

  /// See `JobStore`.
  package func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await unpacking { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT a.body, a.inflated_length FROM artifacts a JOIN jobs j USING (sequence)
          WHERE j.id = ? AND a.name = ?
          """)
      return try Row.fetchOne(statement, arguments: [id.rawValue, name]).flatMap {
        PackedBytes($0, body: "body", inflatedLength: "inflated_length")
      }
    }
  }

  /// See `JobStore`. Takes time proportional to the number of jobs, of the owner where one is named.
  package func changes(
    since moment: Timestamp, of owner: String?, limit: Int
  ) async throws -> [JobID] {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT id FROM jobs
          WHERE (?1 IS NULL OR owner = ?1)
            AND (created_at >= ?2 OR started_at >= ?2 OR finished_at >= ?2
              OR state = 'queued' AND attempt > 0)
          ORDER BY sequence LIMIT ?3
          """)
      return try String.fetchAll(statement, arguments: [owner, moment.milliseconds, limit])
        .map(JobRows.id)
    }
  }

  /// Reads a packed value and unpacks it: large ones apart from the readers, which have others to
  /// serve.
  func unpacking(
    _ find: @escaping @Sendable (Database) throws -> PackedBytes?
  ) async throws -> [UInt8]? {
    guard let packed = try await read(find) else { return nil }
    return try await unpackingThreads.run(over: packed.unpackedCount) {
      do { return try packed.unpacked() } catch { throw self.translate(error) }
    }
  }

  /// See `JobStore`. Takes time proportional to the number of queued and running jobs: jobs are numbered
  /// in the order in which they came, and indices hold the numbers of those that are queued or run.
  package func load() async throws -> QueueLoad {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT queued, running, (SELECT created_at FROM jobs WHERE sequence = first) AS oldest
          FROM (SELECT COUNT(*) AS queued, MIN(sequence) AS first
              FROM jobs INDEXED BY jobs_queued_by_rank WHERE state = 'queued'),
            (SELECT COUNT(*) AS running FROM jobs INDEXED BY jobs_leased WHERE state = 'running')
          """)
      guard let row = try Row.fetchOne(statement) else { return QueueLoad() }
      return QueueLoad(
        queued: row["queued"], running: row["running"],
        oldestQueued: (row["oldest"] as Int64?).map(Timestamp.init(milliseconds:)))
    }
  }

  /// See `JobStore`. Takes time proportional to the number of jobs.
  package func counts() async throws -> [JobState: Int] {
    try await read { db in
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      let rows = try Row.fetchAll(
        db, sql: "SELECT state, COUNT(*) AS count FROM jobs GROUP BY state")
      for row in rows { counts[try JobRows.state(row["state"])] = row["count"] }
      return counts
    }
  }
}
