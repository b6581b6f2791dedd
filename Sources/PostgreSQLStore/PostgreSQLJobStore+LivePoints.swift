package import Jobs

// What jobs in training have recorded, for those who follow them at other processes.
extension PostgreSQLJobStore: LivePointStore {
  /// See `LivePointStore`.
  package func renewTelling(
    _ leases: [JobLease], lease duration: Duration
  ) async throws -> TellingRenewal {
    let values: [PostgresValue] = [
      .text(PostgresArray.text(leases.map(\.id.rawValue))),
      .text(PostgresArray.text(leases.map(\.token.rawValue))),
      .text(PostgresArray.text(leases.map(\.step))), .integer(duration.wholeMilliseconds), moment,
    ]
    return try await query(
      .writing,
      "SELECT id, cancel_requested, points FROM symbreak_v1.renew_telling($1, $2, $3, $4, $5)",
      values
    ) { rows in
      var renewal = TellingRenewal()
      for lease in leases { renewal.answers[lease.id] = .lost }
      for row in rows.map(\.self) {
        let id = try JobRows.id(row)
        renewal.answers[id] =
          try row.bool("cancel_requested") == true ? .cancelRequested : .renewed
        if let count = try row.integer("points") { renewal.followed[id] = Int(count) }
      }
      return renewal
    }
  }

  /// See `LivePointStore`.
  package func add(_ points: LivePoints, under lease: JobLease) async throws {
    try await query(
      .trying, "SELECT symbreak_v1.add_points($1, $2, $3, $4, $5)",
      [
        .text(lease.id.rawValue), .integer(lease.token.rawValue), .int(points.first),
        .int(points.count), .bytes(points.body),
      ]
    ) { _ in }
  }

  /// See `LivePointStore`. Written down once in half of `duration`, whoever and how many follow.
  package func follow(
    _ id: JobID, from index: Int, for duration: Duration
  ) async throws -> [LivePoints] {
    try await query(
      .trying, "SELECT first, count, body FROM symbreak_v1.follow($1, $2, $3, $4)",
      [.text(id.rawValue), .int(index), .integer(duration.wholeMilliseconds), moment]
    ) { rows in
      try rows.map { row in
        LivePoints(
          first: try row.int("first"), count: try row.int("count"),
          body: try row.required(row.bytes("body"), "points"))
      }
    }
  }
}
