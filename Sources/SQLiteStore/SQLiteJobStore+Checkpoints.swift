import GRDB
package import Jobs

// How far jobs have come before their ends. That a checkpoint goes with its job, and what of it at
// which end, is the schema's affair.
extension SQLiteJobStore {
  /// See `JobStore`. The parts are stored as they are: numbers of a training hardly deflate, and the
  /// time for it would be the training's.
  package func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws {
    let parts = parts.mapValues { PackedBytes(stored: $0) }
    // Not out of the reserve for what jobs come to: without a checkpoint a job comes to the same.
    try await write(.new) { db in
      let sequence = try Self.running(lease, db)
      try db.cachedStatement(
        sql: """
          INSERT INTO checkpoints (sequence, step) VALUES (?, ?)
          ON CONFLICT (sequence) DO UPDATE SET step = excluded.step
          """
      ).execute(arguments: [sequence, lease.step])
      for (name, bytes) in parts {
        try db.cachedStatement(
          sql: """
            INSERT INTO checkpoint_parts (sequence, name, inflated_length, body)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (sequence, name)
            DO UPDATE SET inflated_length = excluded.inflated_length, body = excluded.body
            """
        ).execute(arguments: [sequence, name, bytes.inflatedLength, bytes.body])
      }
    }
  }

  /// See `JobStore`.
  package func discardCheckpoint(_ lease: JobLease) async throws {
    try await write { db in
      let sequence = try Self.running(lease, db)
      try db.cachedStatement(sql: "DELETE FROM checkpoints WHERE sequence = ?")
        .execute(arguments: [sequence])
      try db.cachedStatement(
        sql: "UPDATE jobs SET step = 0, revision = revision + 1 WHERE sequence = ?"
      ).execute(arguments: [sequence])
    }
  }

  /// See `JobStore`.
  package func checkpoint(of id: JobID) async throws -> JobCheckpoint? {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT c.step FROM checkpoints c JOIN jobs j USING (sequence) WHERE j.id = ?")
      guard let step = try Int.fetchOne(statement, arguments: [id.rawValue]) else { return nil }
      let parts = try db.cachedStatement(
        sql: """
          SELECT p.name, p.body, p.inflated_length
          FROM checkpoint_parts p JOIN jobs j USING (sequence) WHERE j.id = ?
          """)
      return JobCheckpoint(
        step: step,
        parts: try Row.fetchAll(parts, arguments: [id.rawValue]).reduce(into: [:]) { parts, row in
          parts[row["name"]] = try PackedBytes.read(
            row, body: "body", inflatedLength: "inflated_length")
        })
    }
  }

  /// See `JobStore`.
  package func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT p.body, p.inflated_length FROM checkpoint_parts p JOIN jobs j USING (sequence)
          WHERE j.id = ? AND p.name = ?
          """)
      return try Row.fetchOne(statement, arguments: [id.rawValue, name]).flatMap {
        try PackedBytes.read($0, body: "body", inflatedLength: "inflated_length")
      }
    }
  }

  /// The sequence of the job that runs under this token; throws `leaseLost` where there is none.
  private static func running(_ lease: JobLease, _ db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: "SELECT sequence FROM jobs WHERE id = ? AND state = 'running' AND attempt = ?")
    let sequence = try Int64.fetchOne(
      statement, arguments: [lease.id.rawValue, lease.token.rawValue])
    guard let sequence else { throw JobStoreError.leaseLost(lease.id) }
    return sequence
  }
}
