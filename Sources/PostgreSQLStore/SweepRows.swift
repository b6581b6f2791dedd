import Jobs

/// Reads sweeps and their jobs out of rows.
enum SweepRows {
  /// What `sweep` reads: without the table and the text that specs are told by.
  static let columns = "sequence, id, owner, summary, created_at, revision"

  /// The sweep of a row. O(jobs of the sweep).
  static func sweep(
    _ row: PostgresRow, _ session: Session
  ) throws -> Sweep {
    var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
    var revision = try row.int("revision")
    let groups = try session.run(
      """
      SELECT state, count(*) AS count, sum(revision)::bigint AS revision FROM symbreak.job_rows
      WHERE sweep_sequence = $1 GROUP BY state
      """, [.integer(try row.requiredInteger("sequence"))])
    for group in try groups.map({
      (try JobRows.state($0.requiredText("state")), try $0.int("count"), try $0.int("revision"))
    }) {
      counts[group.0] = group.1
      revision += group.2
    }
    return Sweep(
      id: try id(row.requiredText("id")), owner: try row.requiredText("owner"),
      summary: try row.required(row.bytes("summary"), "summary"),
      createdAt: Timestamp(milliseconds: try row.requiredInteger("created_at")), counts: counts,
      revision: revision)
  }

  /// The jobs of a sweep that are not deleted, in order, with their results.
  static func members(
    _ sequence: Int64, _ session: Session
  ) throws -> [SweepMember] {
    try session.run(
      """
      SELECT sweep_position, id, state, result, result_length FROM symbreak.job_rows
      WHERE sweep_sequence = $1 ORDER BY sweep_position
      """, [.integer(sequence)]
    ).map { row in
      SweepMember(
        position: try row.int("sweep_position"), job: try JobRows.id(row),
        state: try JobRows.state(row.requiredText("state")),
        result: try PackedValue.read(row, body: "result", length: "result_length"))
    }
  }

  static func id(_ text: String) throws -> SweepID {
    try SweepID(stored: text, "sweep's id")
  }
}
