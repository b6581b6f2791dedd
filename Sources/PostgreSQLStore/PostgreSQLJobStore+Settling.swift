package import Jobs
internal import Threading

// How jobs end: at their worker's word, or at a client's.
extension PostgreSQLJobStore {
  /// See `JobStore`. Artifacts are stored as they are: whoever makes one knows what can be saved of it.
  package func markSucceeded(
    _ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]
  ) async throws {
    let packed = try await packing.run(over: result.count) { PackedValue(result) }
    try await settle(
      lease, .succeeded, result: [.bytes(packed.body), .optional(packed.inflatedLength)],
      parts: try await placed(artifacts))
  }

  /// See `JobStore`.
  package func markFailed(_ lease: JobLease, error: JobError) async throws {
    try await settle(lease, .failed, error: error)
  }

  /// See `JobStore`.
  package func markCancelled(_ lease: JobLease) async throws {
    try await settle(lease, .cancelled)
  }

  private func settle(
    _ lease: JobLease, _ state: JobState, result: [PostgresValue] = [.null, .null],
    parts: PlacedParts = PlacedParts([]), error: JobError? = nil
  ) async throws {
    let begin: [PostgresValue] = Self.token(lease) + [.int(lease.step), .text(state.rawValue)]
    let end: [PostgresValue] = [.optional(error?.code), .optional(error?.message), moment]
    try await query(
      .writing, "SELECT symbreak_v1.settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      begin + result + parts.values + end
    ) { _ in }
  }

  private static func token(_ lease: JobLease) -> [PostgresValue] {
    [.text(lease.id.rawValue), .integer(lease.token.rawValue)]
  }

  /// See `JobStore`.
  @discardableResult
  package func release(_ lease: JobLease) async throws -> JobState {
    defer { claimMarks.forgetRank() }
    return try await query(
      .writing, "SELECT symbreak_v1.release($1, $2, $3, $4) AS state",
      Self.token(lease) + [.int(lease.step), moment]
    ) { rows in
      try JobRows.state(try rows.first?.requiredText("state") ?? "")
    }
  }

  /// See `JobStore`.
  package func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws {
    let parts = try await placed(parts)
    try await query(
      .adding, "SELECT symbreak_v1.save_checkpoint($1, $2, $3, $4, $5, $6, $7)",
      Self.token(lease) + [.int(lease.step)] + parts.values
    ) { _ in }
  }

  /// See `JobStore`.
  package func discardCheckpoint(_ lease: JobLease) async throws {
    try await query(
      .trying, "SELECT symbreak_v1.discard_checkpoint($1, $2)", Self.token(lease)
    ) { _ in }
  }

  /// See `JobStore`.
  package func requestCancel(_ id: JobID, of owner: String?) async throws -> CancelOutcome {
    try await query(
      .trying, "SELECT answer FROM symbreak_v1.request_cancel($1, $2, $3)",
      [.text(id.rawValue), .optional(owner), moment], isRepeatable: false
    ) { rows in
      switch try rows.first?.text("answer") {
      case nil: .notFound
      case "cancelled": .cancelled
      case "requested": .requested
      case let ended?:
        .alreadyFinished(try JobRows.state(String(ended.dropFirst("was ".count))))
      }
    }
  }

  /// See `JobStore`.
  package func delete(_ id: JobID, of owner: String?) async throws -> DeleteOutcome {
    try await transaction(.trying, isRepeatable: false) { session in
      let found = try session.run(
        """
        SELECT sequence, state FROM symbreak.job_rows WHERE id = $1 AND ($2::text IS NULL OR owner = $2)
        """, [.text(id.rawValue), .optional(owner)])
      guard let row = found.first else { return .notFound }
      let state = try JobRows.state(row.requiredText("state"))
      guard state.isTerminal else { return .notFinished(state) }
      _ = try session.run(
        "SELECT id FROM symbreak_v1.remove(ARRAY[$1::bigint])",
        [.integer(try row.requiredInteger("sequence"))])
      return .deleted
    }
  }

  /// See `JobStore`.
  package func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] {
    if retention.keepsAll { return [] }
    return try await query(
      .trying, "SELECT id FROM symbreak_v1.remove_ended($1, $2, $3, $4)",
      [
        retention.age.map { .integer($0.wholeMilliseconds) } ?? .null,
        .optional(retention.count.map { max(1, $0) }), .int(max(1, limit)), moment,
      ], isRepeatable: false
    ) { rows in try rows.map(JobRows.id) }
  }
}
