import GRDB
import Jobs

/// Reads whole jobs out of their tables.
enum JobRows {
  private static let select = """
    SELECT j.sequence, j.id, j.state, j.batch_key, j.step, j.steps, j.attempt, j.revision,
      j.cancel_requested, j.created_at, j.started_at, j.finished_at, j.owner, j.bytes,
      s.digest, s.scheme, s.name, s.inflated_length AS spec_length, s.body AS spec_body,
      s.is_difference,
      r.inflated_length AS result_length, r.body AS result_body,
      f.code AS error_code, f.message AS error_message, w.id AS sweep,
      b.inflated_length AS base_length, b.body AS base_body
    FROM jobs j JOIN specs s USING (sequence)
      LEFT JOIN results r USING (sequence) LEFT JOIN failures f USING (sequence)
      LEFT JOIN sweeps w ON w.sequence = s.sweep
      LEFT JOIN sweep_bases b ON s.is_difference AND b.sequence = s.sweep
    """

  static func job(_ id: JobID, _ db: Database) throws -> Job? {
    let statement = try db.cachedStatement(sql: select + " WHERE j.id = ?")
    return try Row.fetchOne(statement, arguments: [id.rawValue]).map { try job($0, db) }
  }

  static func job(sequence: Int64, _ db: Database) throws -> Job {
    let statement = try db.cachedStatement(sql: select + " WHERE j.sequence = ?")
    guard let row = try Row.fetchOne(statement, arguments: [sequence]) else {
      throw corrupt("job \(sequence) has no spec")
    }
    return try job(row, db)
  }

  static func id(_ text: String) throws -> JobID {
    guard let id = JobID(rawValue: text) else { throw corrupt("\(text) is no job id") }
    return id
  }

  static func state(_ text: String) throws -> JobState {
    guard let state = JobState(rawValue: text) else { throw corrupt("\(text) is no job state") }
    return state
  }

  private static func corrupt(_ message: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: message)
  }

  /// The spec of a row, made whole where it is told by its difference from its sweep's.
  private static func spec(_ row: Row) throws -> [UInt8] {
    guard let kept = try PackedBytes.read(row, body: "spec_body", inflatedLength: "spec_length")
    else { throw corrupt("a job has no spec") }
    guard row["is_difference"] else { return kept }
    guard let base = try PackedBytes.read(row, body: "base_body", inflatedLength: "base_length"),
      let spec = SpecDifference.applied(kept, to: base)
    else { throw corrupt("a job's spec does not fit its sweep's") }
    return spec
  }

  private static func job(_ row: Row, _ db: Database) throws -> Job {
    let errorCode: String? = row["error_code"]
    return Job(
      id: try id(row["id"]),
      state: try state(row["state"]),
      spec: try spec(row),
      specDigest: row["digest"],
      batchKey: row["batch_key"],
      scheme: row["scheme"],
      name: row["name"],
      labels: try labels(row["sequence"], db),
      step: row["step"],
      steps: row["steps"],
      createdAt: Timestamp(milliseconds: row["created_at"]),
      startedAt: (row["started_at"] as Int64?).map(Timestamp.init(milliseconds:)),
      finishedAt: (row["finished_at"] as Int64?).map(Timestamp.init(milliseconds:)),
      attempt: row["attempt"],
      result: try PackedBytes.read(row, body: "result_body", inflatedLength: "result_length"),
      error: errorCode.map { JobError(code: $0, message: row["error_message"]) },
      revision: row["revision"],
      cancelRequested: row["cancel_requested"],
      owner: row["owner"],
      sweep: try (row["sweep"] as String?).map(SweepRows.id),
      storedBytes: row["bytes"])
  }

  private static func labels(_ sequence: Int64, _ db: Database) throws -> [String: String] {
    let statement = try db.cachedStatement(
      sql: "SELECT key, value FROM labels WHERE sequence = ?")
    return try Row.fetchAll(statement, arguments: [sequence]).reduce(into: [:]) { labels, row in
      labels[row["key"]] = row["value"]
    }
  }
}
