package import Jobs

// Names and labels that are given later.
extension PostgreSQLJobStore {
  /// See `JobStore`.
  package func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming {
    try await transaction(.trying, isRepeatable: false) { session in
      // Lease before job, as everywhere, and so that the revision stands still.
      _ = try session.run(
        """
        SELECT FROM symbreak.leases
        WHERE sequence = (SELECT sequence FROM symbreak.jobs WHERE id = $1) FOR UPDATE
        """, [.text(id.rawValue)])
      _ = try session.run(
        "SELECT FROM symbreak.jobs WHERE id = $1 FOR UPDATE", [.text(id.rawValue)])
      let found = try session.run(
        """
        SELECT sequence, owner, name, labels, revision FROM symbreak.job_rows WHERE id = $1
        """, [.text(id.rawValue)])
      guard let row = found.first, try owner == nil || row.text("owner") == owner else {
        return .notFound
      }
      if let revision, try row.int("revision") != revision { return .changedSince }
      let old = (name: try row.text("name"), labels: try JobRows.labels(row))
      let (name, labels) = patch.applied(to: old.name, old.labels)
      guard labels.count <= mostLabels else { return .tooManyLabels(labels.count) }
      if name == old.name, labels == old.labels { return .done }
      _ = try session.run(
        """
        UPDATE symbreak.jobs
        SET name = $2, labels = $3::jsonb, renamed = true, revision = revision + 1
        WHERE sequence = $1
        """,
        [
          .integer(try row.requiredInteger("sequence")), .optional(name),
          .text(JobRows.text(of: labels)),
        ])
      return .done
    }
  }

  /// See `SweepStore`.
  package func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming {
    try await transaction(.trying, isRepeatable: false) { session in
      let known = try session.run(
        "SELECT summary FROM symbreak.sweeps WHERE id = $1 FOR UPDATE", [.text(id.rawValue)])
      guard let row = known.first else { return .notFound }
      guard try row.bytes("summary") == summary else { return .changedSince }
      if other == summary { return .done }
      _ = try session.run(
        """
        UPDATE symbreak.sweeps SET summary = $2, renamed = true, revision = revision + 1
        WHERE id = $1
        """, [.text(id.rawValue), .bytes(other)])
      return .done
    }
  }
}
