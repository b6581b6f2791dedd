package import Jobs
internal import Threading

// Looking at jobs.
extension PostgreSQLJobStore {
  /// The most jobs that one page holds, whatever limit is asked for.
  static let largestPage = 1000

  /// See `JobStore`.
  package func job(_ id: JobID) async throws -> Job? {
    try await query(
      .reading, "SELECT * FROM symbreak.job_rows WHERE id = $1", [.text(id.rawValue)]
    ) { rows in
      try rows.first.map(JobRows.job)
    }
  }

  /// See `JobStore`.
  package func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage
  {
    // The database takes no zero bytes, so that nothing is called so.
    if filter.texts.contains(where: { $0.utf8.contains(0) }) {
      return JobPage(items: [], next: nil)
    }
    let limit = min(max(limit, 1), Self.largestPage)
    let (condition, values) = Self.condition(filter, cursor)
    let order = filter.isOldestFirst ? "ASC" : "DESC"
    // One more than the page, to know whether there is a next one.
    return try await transaction(.reading) { session in
      let found = try session.run(
        """
        SELECT sequence, (COALESCE(spec_length, octet_length(spec))
          + COALESCE(result_length, octet_length(result), 0)
          + COALESCE(base_length, octet_length(base), 0))::bigint AS size
        FROM symbreak.job_rows \(condition) ORDER BY sequence \(order) LIMIT \(limit + 1)
        """, values
      ).map { (sequence: try $0.requiredInteger("sequence"), size: try $0.int("size")) }
      var (shown, bytes): ([Int64], Int) = ([], 0)
      for job in found.prefix(limit) {
        bytes += job.size
        if !shown.isEmpty, bytes > JobPage.byteBudget { break }
        shown.append(job.sequence)
      }
      let jobs = try session.run(
        """
        SELECT * FROM symbreak.job_rows WHERE sequence = ANY ($1::bigint[])
        ORDER BY sequence \(order)
        """, [.text(PostgresArray.text(shown))]
      ).map(JobRows.job)
      let next = found.count > shown.count ? shown.last.map(JobCursor.init(position:)) : nil
      return JobPage(items: jobs, next: next)
    }
  }

  private static func condition(
    _ filter: JobFilter, _ cursor: JobCursor?
  ) -> (String, [PostgresValue]) {
    var (conditions, values): ([String], [PostgresValue]) = ([], [])
    func add(_ value: PostgresValue, _ condition: (String) -> String) {
      values.append(value)
      conditions.append(condition("$\(values.count)"))
    }
    if let states = filter.states {
      add(.text(PostgresArray.text(states.map(\.rawValue)))) { "state = ANY (\($0)::text[])" }
    }
    if let scheme = filter.scheme { add(.text(scheme)) { "scheme = \($0)" } }
    if let name = filter.name { add(.text(name)) { "name = \($0)" } }
    if let sweep = filter.sweep { add(.text(sweep.rawValue)) { "sweep = \($0)" } }
    if let owner = filter.owner { add(.text(owner)) { "owner = \($0)" } }
    if !filter.labels.isEmpty {
      add(.text(JobRows.text(of: filter.labels))) { mark in
        "sequence IN (SELECT sequence FROM symbreak.jobs WHERE labels @> \(mark)::jsonb)"
      }
    }
    if let cursor {
      add(.integer(cursor.position)) { "sequence \(filter.isOldestFirst ? ">" : "<") \($0)" }
    }
    return (conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "), values)
  }

  /// See `JobStore`. In time proportional to what has changed since, what runs and what waits.
  package func changes(
    since moment: Timestamp, of owner: String?, limit: Int
  ) async throws -> [JobID] {
    // What began has a lease, or ended later.
    try await query(
      .reading,
      """
      SELECT id FROM (
        SELECT sequence, id, owner FROM symbreak.jobs WHERE created_at >= $2
        UNION SELECT sequence, id, owner FROM symbreak.jobs WHERE finished_at >= $2
        UNION SELECT sequence, id, j.owner FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)
          WHERE l.started_at >= $2
        UNION SELECT sequence, id, j.owner FROM symbreak.ready r JOIN symbreak.jobs j USING (sequence)
          WHERE r.attempt > 0) AS changed
      WHERE $1::text IS NULL OR owner = $1
      ORDER BY sequence LIMIT $3
      """, [.optional(owner), .integer(moment.milliseconds), .int(limit)]
    ) { rows in try rows.map(JobRows.id) }
  }

  /// See `JobStore`.
  package func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await bytes { [self] in
      try await query(
        .reading,
        """
        SELECT a.body, a.length, a.blob
        FROM symbreak.artifacts a JOIN symbreak.jobs j USING (sequence)
        WHERE j.id = $1 AND a.name = $2
        """, [.text(id.rawValue), .text(name)], isLarge: true
      ) { rows in try rows.first.map { try PlacedValue($0) } }
    }
  }

  /// See `JobStore`.
  package func checkpoint(of id: JobID) async throws -> JobCheckpoint? {
    try await reading { [self] in
      let found = try await query(
        .reading,
        "SELECT step, name, body, length, blob FROM symbreak_v1.checkpoint_parts_of($1)",
        [.text(id.rawValue)], isLarge: true
      ) { rows -> (step: Int, parts: [(name: String, value: PlacedValue)])? in
        guard let step = try rows.first?.int("step") else { return nil }
        // One row without a name where there are no parts.
        let parts = try rows.map { row in
          try row.text("name").map { (name: $0, value: try PlacedValue(row)) }
        }
        return (step, parts.compactMap(\.self))
      }
      guard let found else { return nil }
      var checkpoint = JobCheckpoint(step: found.step, parts: [:])
      for part in found.parts { checkpoint.parts[part.name] = try await bytes(of: part.value) }
      return checkpoint
    }
  }

  /// See `JobStore`.
  package func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await bytes { [self] in
      try await query(
        .reading,
        """
        SELECT p.body, p.length, p.blob
        FROM symbreak.checkpoint_parts p JOIN symbreak.jobs j USING (sequence)
        WHERE j.id = $1 AND p.name = $2
        """, [.text(id.rawValue), .text(name)], isLarge: true
      ) { rows in try rows.first.map { try PlacedValue($0) } }
    }
  }

  /// See `JobStore`. Takes time proportional to the number of jobs.
  package func counts() async throws -> [JobState: Int] {
    try await query(
      .reading, "SELECT state, count(*) AS count FROM symbreak.job_rows GROUP BY state"
    ) { rows in
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      for (state, count) in try rows.map({
        (try JobRows.state($0.requiredText("state")), try $0.int("count"))
      }) {
        counts[state] = count
      }
      return counts
    }
  }

  /// See `JobStore`.
  package func load() async throws -> QueueLoad {
    try await query(
      .reading,
      """
      SELECT (SELECT count(*) FROM symbreak.ready) AS queued,
        (SELECT count(*) FROM symbreak.leases) AS running,
        (SELECT created_at FROM symbreak.jobs
          WHERE sequence = (SELECT min(sequence) FROM symbreak.ready)) AS oldest
      """
    ) { rows in
      guard let row = rows.first else { return QueueLoad() }
      return QueueLoad(
        queued: try row.int("queued"), running: try row.int("running"),
        oldestQueued: try row.integer("oldest").map(Timestamp.init(milliseconds:)))
    }
  }

  /// See `JobStore`.
  package func usage(of owner: String?) async throws -> StoredUsage {
    try await query(
      .reading,
      """
      SELECT COALESCE(sum(jobs), 0)::bigint AS jobs, COALESCE(sum(bytes), 0)::bigint AS bytes FROM (
        SELECT owner, jobs, bytes FROM symbreak.owner_usage
        UNION ALL SELECT owner, jobs, bytes FROM symbreak.usage_changes) AS u
      WHERE $1::text IS NULL OR owner = $1
      """, [.optional(owner)]
    ) { rows in
      guard let row = rows.first else { return StoredUsage() }
      return StoredUsage(jobs: try row.int("jobs"), bytes: try row.int("bytes"))
    }
  }
}

extension JobFilter {
  /// All that may come from outside as it is.
  fileprivate var texts: [String] {
    [scheme, name, owner].compactMap(\.self) + labels.keys + labels.values
  }
}
