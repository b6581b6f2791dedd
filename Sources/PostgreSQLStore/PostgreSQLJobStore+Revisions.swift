package import Jobs

// Where jobs stand: asked by every process that somebody waits at, four times a second.
extension PostgreSQLJobStore {
  /// See `JobStore`. All of it is of one snapshot, which is the next mark.
  package func revisions(
    of ids: [JobID], following: JobRevisions.Following, limit: Int
  ) async throws -> JobRevisions {
    // The clock, when this began (before the snapshot, as the transaction did) and its number, which a
    // transaction has where it asks for one.
    let number = following == .none ? "NULL" : "pg_current_xact_id()::text"
    var parts = [
      """
      SELECT pg_current_snapshot()::text AS id, \(number) AS state, symbreak_v1.clock($1) AS revision,
        NULL::boolean AS is_change,
        COALESCE($1, (extract(epoch FROM transaction_timestamp()) * 1000)::bigint) AS began
      """
    ]
    var values = [moment]
    let standing = """
      SELECT j.id, CASE WHEN j.outcome IS NOT NULL THEN j.outcome
          WHEN l.sequence IS NOT NULL THEN 'running' ELSE 'queued' END AS state,
        j.revision + COALESCE(l.revision, 0) AS revision
      """
    let jobs = "symbreak.jobs j LEFT JOIN symbreak.leases l USING (sequence)"
    if !ids.isEmpty {
      values.append(.text(PostgresArray.text(ids.map(\.rawValue))))
      parts.append(
        "\(standing), false, NULL FROM \(jobs) WHERE j.id = ANY ($\(values.count)::text[])")
    }
    if following != .none {
      parts.append(
        "\(standing), false, NULL FROM symbreak.leases l JOIN symbreak.jobs j USING (sequence)")
    }
    var known: ChangeMark?
    if case .after(let mark) = following {
      guard let read = ChangeMark(mark) else {
        throw JobStoreError.fault(reason: "a mark of another store")
      }
      known = read
      values.append(.text(read.snapshot))
      let snapshot = "$\(values.count)::pg_snapshot"
      for condition in [
        "j.changed_by >= pg_snapshot_xmax(\(snapshot))",
        "j.changed_by = ANY (ARRAY(SELECT pg_snapshot_xip(\(snapshot))))",
      ] {
        parts.append("(\(standing), true, NULL FROM \(jobs) WHERE \(condition) LIMIT \(limit + 1))")
      }
    }
    return try await query(.reading, parts.joined(separator: "\nUNION ALL\n"), values) {
      [known] rows in
      try Self.answer(rows, after: known, limit: limit)
    }
  }

  private static func answer(
    _ rows: PostgresRows, after known: ChangeMark?, limit: Int
  ) throws -> JobRevisions {
    var standings: [JobID: JobRevisions.Standing] = [:]
    var changed: [JobID: JobRevisions.Standing] = [:]
    var look: (snapshot: String, number: UInt64?, began: Int64, clock: Int64)?
    for row in rows.map(\.self) {
      guard let isChange = try row.bool("is_change") else {
        look = (
          try row.requiredText("id"), try row.text("state").flatMap { UInt64($0) },
          try row.requiredInteger("began"), try row.requiredInteger("revision")
        )
        continue
      }
      let standing = JobRevisions.Standing(
        revision: try row.int("revision"), state: try JobRows.state(row.requiredText("state")))
      if isChange {
        changed[try JobRows.id(row)] = standing
      } else {
        standings[try JobRows.id(row)] = standing
      }
    }
    guard let look else { throw JobStoreError.fault(reason: "a look has no snapshot") }
    // What another history has changed nobody knows.
    let isStrange = known.map { $0.isStrange(to: look.snapshot) } ?? false
    let earlier = isStrange ? nil : known
    var mark = earlier ?? ChangeMark(snapshot: look.snapshot)
    let settled = look.number.flatMap {
      mark.advance(to: look.snapshot, number: $0, at: look.began)
    }
    let isCut = isStrange || changed.count > limit
    if !isCut { standings.merge(changed) { named, _ in named } }
    return JobRevisions(
      standings: standings, isCut: isCut, asOf: Timestamp(milliseconds: look.clock),
      mark: mark.mark, settledUntil: settled.map(Timestamp.init(milliseconds:)))
  }
}
