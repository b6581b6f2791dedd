package import Jobs
internal import Threading

// Sweeps, in the database of the jobs that belong to them.
extension PostgreSQLJobStore: SweepStore {
  /// See `SweepStore`.
  package func create(_ sweep: NewSweep) async throws -> SweepCreation {
    let moment = moment
    let (values, packed) = try await packing.run {
      (Self.parameters(sweep, moment), sweep.jobs.compactMap(IncomingRows.init))
    }
    var placed: [IncomingRows] = []
    for rows in packed { placed.append(try await rows.placed(by: self)) }
    let incoming = placed
    let bytes = values.reduce(0) { $0 + $1.byteCount } + incoming.reduce(0) { $0 + $1.byteCount }
    return try await transaction(.adding, bytes: bytes) { session in
      for rows in incoming {
        try rows.takeIn(
          with: sweep.id.rawValue, key: sweep.idempotencyKey, isSweep: true, at: moment, session)
      }
      let marks = (1...values.count).map { "$\($0)" }.joined(separator: ", ")
      let taken = try session.run(
        "SELECT id, is_earlier FROM symbreak_v1.take_in_sweep(\(marks))", values)
      guard let row = taken.first,
        let found = try Self.find(SweepRows.id(row.requiredText("id")), session)
      else { throw JobStoreError.fault(reason: "a new sweep cannot be read") }
      return try row.bool("is_earlier") == true ? .existing(found.sweep) : .created(found.sweep)
    }
  }

  private static func parameters(_ sweep: NewSweep, _ moment: PostgresValue) -> [PostgresValue] {
    let members = PackedValue(sweep.table)
    let base = sweep.base.map { PackedValue($0) }
    let (jobs, quota) = (sweep.jobs, sweep.quota)
    let specs = jobs.map { base == nil ? PackedValue($0.spec) : PackedValue(unpacked: $0.spec) }
    let head: [PostgresValue] = [
      .text(sweep.id.rawValue), .text(sweep.owner), .bytes(sweep.summary), .text(sweep.digest),
      .optional(sweep.idempotencyKey), .bytes(members.body), .optional(members.inflatedLength),
      base.map { .bytes($0.body) } ?? .null, .optional(base?.inflatedLength),
      .optional(quota?.queued), quota.map { .number($0.cost) } ?? .null, .optional(quota?.bytes),
    ]
    func texts(_ read: (NewJob) -> String?) -> PostgresValue {
      .text(PostgresArray.text(jobs.map(read)))
    }
    func numbers(_ read: (NewJob) -> Int?) -> PostgresValue {
      .text(PostgresArray.text(jobs.map(read)))
    }
    let names: [PostgresValue] = [
      texts(\.id.rawValue), texts(\.batchKey), texts(\.scheme), texts(\.name),
      texts { JobRows.text(of: $0.labels) }, texts(\.specDigest),
    ]
    let bodies: [PostgresValue] = [
      .bytes(specs.flatMap(\.body)), .text(PostgresArray.text(specs.map(\.body.count))),
      .text(PostgresArray.text(specs.map(\.inflatedLength))),
    ]
    let demands: [PostgresValue] = [
      numbers(\.steps), .text(PostgresArray.text(jobs.map(\.cost))), numbers(\.memory.alone),
      numbers(\.memory.shared), numbers(\.maxSeconds), numbers(\.engine),
      texts(\.dataset?.rawValue), moment,
    ]
    return head + names + bodies + demands
  }

  /// The sweep and its sequence, or nil if there is none of that id. O(jobs of the sweep).
  private static func find(
    _ id: SweepID, _ session: Session
  ) throws -> (sequence: Int64, sweep: Sweep)? {
    let rows = try session.run(
      "SELECT \(SweepRows.columns) FROM symbreak.sweeps WHERE id = $1", [.text(id.rawValue)])
    return try rows.first.map { row in
      (try row.requiredInteger("sequence"), try SweepRows.sweep(row, session))
    }
  }

  /// See `SweepStore`. Takes time proportional to the jobs of the sweep.
  package func sweep(_ id: SweepID) async throws -> Sweep? {
    try await transaction(.reading) { session in try Self.find(id, session)?.sweep }
  }

  /// See `SweepStore`.
  package func content(of id: SweepID) async throws -> SweepContent? {
    try await transaction(.reading, isSnapshot: true) { session in
      guard let (sequence, sweep) = try Self.find(id, session) else { return nil }
      let rows = try session.run(
        "SELECT members, members_length FROM symbreak.sweeps WHERE sequence = $1",
        [.integer(sequence)])
      let table = try rows.first.flatMap {
        try PackedValue.read($0, body: "members", length: "members_length")
      }
      guard let table else { throw JobStoreError.fault(reason: "a sweep has no table") }
      return SweepContent(
        sweep: sweep, table: table, members: try SweepRows.members(sequence, session))
    }
  }

  /// See `SweepStore`. Takes time proportional to the jobs of the sweeps shown.
  package func sweeps(
    of owner: String?, after cursor: SweepCursor?, limit: Int
  ) async throws -> SweepPage {
    let limit = min(max(limit, 1), Self.largestPage)
    return try await transaction(.reading) { session in
      // One more than the page, to know whether there is a next one.
      let rows = try session.run(
        """
        SELECT \(SweepRows.columns) FROM symbreak.sweeps
        WHERE ($1::text IS NULL OR owner = $1) AND sequence < $2
        ORDER BY sequence DESC LIMIT \(limit + 1)
        """, [.optional(owner), .integer(cursor?.position ?? .max)])
      let found = try rows.map { row in
        (sequence: try row.requiredInteger("sequence"), sweep: try SweepRows.sweep(row, session))
      }
      let next =
        found.count > limit ? SweepCursor(position: found[limit - 1].sequence) : nil
      return SweepPage(items: found.prefix(limit).map(\.sweep), next: next)
    }
  }

  /// See `SweepStore`.
  package func requestCancel(_ id: SweepID) async throws -> SweepCancellation? {
    let moment = moment
    return try await transaction(.trying, isRepeatable: false) { session in
      let found = try session.run(
        "SELECT sequence FROM symbreak.sweeps WHERE id = $1", [.text(id.rawValue)])
      guard let sequence = try found.first?.requiredInteger("sequence") else { return nil }
      let jobs = try session.run(
        "SELECT id, answer FROM symbreak_v1.cancel_sweep($1, $2)", [.integer(sequence), moment]
      ).map { (id: try JobRows.id($0), answer: try $0.text("answer")) }
      return SweepCancellation(
        cancelled: jobs.filter { $0.answer == "cancelled" }.map(\.id),
        requested: jobs.filter { $0.answer == "requested" }.map(\.id))
    }
  }

  /// See `SweepStore`.
  package func delete(_ id: SweepID) async throws -> SweepDeletion {
    try await transaction(.trying, isRepeatable: false) { session in
      guard let (sequence, sweep) = try Self.find(id, session) else { return .notFound }
      let unfinished = sweep.counts.reduce(0) { $0 + ($1.key.isTerminal ? 0 : $1.value) }
      guard unfinished == 0 else { return .notFinished(unfinished) }
      let deleted = try session.run(
        """
        SELECT id FROM symbreak_v1.remove(
          ARRAY(SELECT sequence FROM symbreak.jobs WHERE sweep = $1 ORDER BY sweep_position))
        """, [.integer(sequence)]
      ).map(JobRows.id)
      _ = try session.run(
        "SELECT symbreak_v1.remove_sweeps(ARRAY[$1::bigint])", [.integer(sequence)])
      return .deleted(deleted)
    }
  }
}
