package import Jobs
internal import Threading

// Giving jobs to workers, and how they come back.
extension PostgreSQLJobStore {
  /// See `JobStore`. A claim whose answer is lost leaves leases that nobody holds: they run out, or are
  /// taken back by their own process.
  package func claim(_ request: ClaimRequest) async throws -> ClaimAnswer {
    guard request.limit > 0 else { return ClaimAnswer() }
    let process = request.worker.process
    let marks = claimMarks.marks(of: process)
    let values: [PostgresValue] = [
      .text(process), .int(request.limit),
      .integer(request.lease.wholeMilliseconds), .int(request.engine), .bool(request.isAlone),
      .int(request.memory), .number(request.overtaking),
      marks.rank.map { .number($0) } ?? .null, marks.lease.map { .integer($0) } ?? .null, moment,
    ]
    return try await query(
      .trying,
      """
      SELECT waiting, rank, held, (job).*
      FROM symbreak_v1.claim($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, values, isRepeatable: false
    ) { [claimMarks] rows in
      if let row = rows.first {
        claimMarks.found(
          rank: try row.number("rank"), lease: try row.integer("held"), of: process)
      }
      var answer = ClaimAnswer()
      for found in try rows.map({ row in
        (
          waiting: try row.text("waiting").flatMap(JobID.init(rawValue:)),
          claim: try row.text("id") == nil ? nil : JobRows.claim(row)
        )
      }) {
        answer.waiting = found.waiting
        if let claim = found.claim { answer.claims.append(claim) }
      }
      return answer
    }
  }

  /// See `JobStore`.
  package func renew(_ leases: [JobLease], lease duration: Duration) async throws
    -> [JobID: RenewalAnswer]
  {
    try await renewTelling(leases, lease: duration).answers
  }

  /// See `JobStore`. In steps, so that none takes long. What expired while this process did not reach the
  /// server is left for the length of its lease.
  package func requeueExpired(
    by process: String?, holding held: Set<JobID>
  ) async throws -> Requeueing {
    let error = JobError.workerLost
    let values: [PostgresValue] = [
      .optional(process), .text(PostgresArray.text(held.map(\.rawValue))),
      .int(JobLimits.losses), .text(error.code), .text(error.message),
      pool.reached.map { .integer($0.wholeMilliseconds) } ?? .null, moment,
    ]
    defer { claimMarks.forgetRank() }
    var taken = Requeueing()
    while true {
      let step = try await query(
        .trying, "SELECT id, became FROM symbreak_v1.requeue_expired($1, $2, $3, $4, $5, $6, $7)",
        values, isRepeatable: false
      ) { rows in
        try rows.map { row in
          (id: try JobRows.id(row), state: try JobRows.state(row.requiredText("became")))
        }
      }
      taken.queued += step.filter { $0.state == .queued }.map(\.id)
      taken.failed += step.filter { $0.state == .failed }.map(\.id)
      taken.cancelled += step.filter { $0.state == .cancelled }.map(\.id)
      if step.count < Self.requeuedAtOnce { break }
    }
    try await query(.trying, "SELECT symbreak_v1.fold_usage()") { _ in }
    return taken
  }

  /// As many as one call of `requeue_expired` takes back.
  private static let requeuedAtOnce = 256
}
