import GRDB
package import Jobs
internal import Threading

// Taking jobs in.
extension SQLiteJobStore {
  /// See `JobStore`.
  package func create(_ jobs: [NewJob]) async throws -> [Creation] {
    let packed = try await packing.run(over: jobs.reduce(0) { $0 + $1.byteCount }) {
      jobs.map { PackedJob($0, isShort: false) }
    }
    let clock = clock
    return try await write(.new) { db in
      let now = try clock.now(db)
      return try packed.map { try Self.create($0, now, db) }
    }
  }

  private static func create(
    _ packed: PackedJob, _ now: Timestamp, _ db: Database
  ) throws -> Creation {
    let job = packed.job
    if let earlier = try repeated(job, db) { return .created(earlier) }
    if let key = job.idempotencyKey {
      let statement = try db.cachedStatement(
        sql: "SELECT sequence, renamed FROM specs WHERE idempotency_key = ?")
      if let row = try Row.fetchOne(statement, arguments: [key]) {
        let earlier = try JobRows.job(sequence: row["sequence"], db)
        let isNamedAlike = earlier.name == job.name && earlier.labels == job.labels
        guard earlier.specDigest == job.specDigest, isNamedAlike || row["renamed"] else {
          throw JobStoreError.idempotencyConflict(existing: earlier.id)
        }
        return .existing(earlier)
      }
    }
    if let quota = job.quota {
      try check(quota, of: job.owner, queued: 1, cost: job.cost, bytes: packed.spec.count, db)
    }
    _ = try insert(packed, now, db)
    return .created(Job(takenIn: job, at: now, storedBytes: packed.spec.count))
  }

  /// The job where this very call has taken it in before.
  private static func repeated(_ job: NewJob, _ db: Database) throws -> Job? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT j.sequence, s.idempotency_key, s.renamed
        FROM jobs j JOIN specs s USING (sequence) WHERE j.id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [job.id.rawValue]) else { return nil }
    let known = try JobRows.job(sequence: row["sequence"], db)
    let isNamedAlike = known.name == job.name && known.labels == job.labels
    guard known.owner == job.owner, known.specDigest == job.specDigest,
      isNamedAlike || row["renamed"], row["idempotency_key"] == job.idempotencyKey
    else { throw JobStoreError.duplicateID(job.id) }
    return known
  }

  /// Writes a new job that nothing stands against but its id and its data set; its sequence.
  ///
  /// - Parameter isDifference: whether `spec` is the difference from the base of its sweep.
  static func insert(
    _ packed: PackedJob, _ now: Timestamp, _ db: Database,
    in sweep: (sequence: Int64, position: Int)? = nil, isDifference: Bool = false
  ) throws -> Int64 {
    let (job, spec) = (packed.job, packed.spec)
    let known = try db.cachedStatement(sql: "SELECT 1 FROM jobs WHERE id = ?")
    if try Int.fetchOne(known, arguments: [job.id.rawValue]) != nil {
      throw JobStoreError.duplicateID(job.id)
    }
    if let rows = job.rows, let content = packed.rows {
      try DatasetRows.takeIn(rows, content, now, db)
    }
    // In the same transaction, so that no deletion comes between.
    if let dataset = job.dataset, try !DatasetRows.hasContent(dataset, of: job.owner, db) {
      throw JobStoreError.unknownDataset(dataset)
    }
    try db.cachedStatement(
      sql: """
        INSERT INTO jobs (id, state, batch_key, steps, created_at, owner, cost, rank, memory,
          shared_memory, max_seconds, bytes, engine)
        VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      job.id.rawValue, job.batchKey, job.steps, now.milliseconds, job.owner, job.cost,
      try QueueRank.next(of: job.owner, db), job.memory.alone, job.memory.shared, job.maxSeconds,
      spec.count, job.engine,
    ])
    let sequence = db.lastInsertedRowID
    try db.cachedStatement(
      sql: """
        INSERT INTO specs
          (sequence, digest, scheme, name, idempotency_key, inflated_length, body, dataset, sweep,
            sweep_position, is_difference)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      sequence, job.specDigest, job.scheme, job.name, job.idempotencyKey, spec.inflatedLength,
      spec.body, job.dataset?.rawValue, sweep?.sequence, sweep?.position,
      isDifference,
    ])
    try insert(job.labels, of: sequence, db)
    return sequence
  }

  static func insert(_ labels: [String: String], of sequence: Int64, _ db: Database) throws {
    for (key, value) in labels {
      try db.cachedStatement(sql: "INSERT INTO labels (sequence, key, value) VALUES (?, ?, ?)")
        .execute(arguments: [sequence, key, value])
    }
  }

  /// Throws where the owner has no room for so many more jobs of that cost and size together. In the
  /// transaction that takes them in, so that no two share the last place. Takes time proportional to
  /// the owner's unfinished jobs.
  static func check(
    _ quota: JobQuota, of owner: String, queued: Int, cost: Double, bytes: Int, _ db: Database
  ) throws {
    let usage = try UsageRows.usage(of: owner, db)
    guard bytes <= quota.bytes - usage.bytes else { throw JobStoreError.quotaExceeded(.bytes) }
    let statement = try db.cachedStatement(
      sql: """
        SELECT COUNT(*) FILTER (WHERE state = 'queued') AS queued, TOTAL(cost) AS cost
        FROM jobs WHERE owner = ? AND state IN ('queued', 'running')
        """)
    guard let row = try Row.fetchOne(statement, arguments: [owner]) else { return }
    if (row["queued"] as Int) + queued > quota.queued { throw JobStoreError.quotaExceeded(.queued) }
    if (row["cost"] as Double) + cost > quota.cost { throw JobStoreError.quotaExceeded(.cost) }
  }
}

/// A job to take in, with what is large of it as the database keeps it.
struct PackedJob: Sendable {
  let job: NewJob
  let spec: PackedBytes
  let rows: PackedBytes?

  /// Packs; see `PackedBytes`. A spec that `isShort` is kept as it is.
  init(_ job: NewJob, isShort: Bool) {
    self.job = job
    spec = isShort ? PackedBytes(unpacked: job.spec) : PackedBytes(job.spec)
    rows = job.rows.map { PackedBytes($0.content, quickly: true) }
  }
}

extension NewJob {
  /// Bytes that are to be packed.
  var byteCount: Int { spec.count + (rows?.content.count ?? 0) }
}
