import GRDB
package import Jobs

// Giving queued jobs to workers.
extension SQLiteJobStore {
  /// How many jobs are looked at for one that may overtake the job whose turn it is.
  private static let lookahead = 64

  /// See `JobStore`. O((limit + 64) · log jobs), and what has to be passed over that only later versions
  /// train.
  package func claim(_ request: ClaimRequest) async throws -> ClaimAnswer {
    // What they come to would have no room: they wait.
    if case .closed = await currentRoom() { return ClaimAnswer() }
    let clock = clock
    return try await write { db in
      let (batch, waiting) = try Self.nextBatch(request, db)
      guard let first = batch.first else { return ClaimAnswer(waiting: waiting) }
      let now = try clock.now(db)
      let neighbours = try Self.noteNeighbours(of: request.worker, db)
      let isAlone = request.isAlone && !neighbours && batch.count == 1
      // The first alone: what fills up its batch takes nobody's turn.
      try QueueRank.advance(to: first.rank, db)
      let update = try db.cachedStatement(
        sql: """
          UPDATE jobs SET state = 'running', attempt = attempt + 1, step = 0, worker = ?,
            started_at = MAX(?, created_at), lease_expires_at = ?, had_company = ?, revision = revision + 1
          WHERE sequence = ?
          """)
      let claims = try batch.map { queued in
        try update.execute(arguments: [
          request.worker.rawValue, now.milliseconds, (now + request.lease).milliseconds, !isAlone,
          queued.sequence,
        ])
        try QueueRank.serve(queued.owner, rank: queued.rank, cost: queued.demand.cost, db)
        let job = try JobRows.job(sequence: queued.sequence, db)
        return Claim(
          job: job, token: FencingToken(rawValue: Int64(job.attempt)), demand: queued.demand)
      }
      let isQueued = try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'queued')"))
      return ClaimAnswer(claims: claims, waiting: waiting, isLast: isQueued == false)
    }
  }

  /// A job that waits.
  private struct Queued {
    let sequence: Int64
    let batchKey: String
    let owner: String
    let rank: Double
    let demand: JobDemand

    static let columns = """
      sequence, batch_key, owner, rank, cost, memory, shared_memory, max_seconds, losses,
        suspicions, suspected_step
      """

    init(_ row: Row) {
      sequence = row["sequence"]
      batchKey = row["batch_key"]
      owner = row["owner"]
      rank = row["rank"]
      let suspicions: Int = row["losses"] + row["suspicions"]
      demand = JobDemand(
        cost: row["cost"], memory: JobMemory(alone: row["memory"], shared: row["shared_memory"]),
        maxSeconds: row["max_seconds"],
        suspicion: suspicions > 0
          ? JobSuspicion(count: suspicions, step: row["suspected_step"]) : nil)
    }

    func fits(_ request: ClaimRequest) -> Bool {
      request.isAlone || (demand.suspicion == nil && demand.memory.alone <= request.memory)
    }
  }

  /// The job to begin with its companions, in the order of their turns, and the job whose turn it is
  /// where that does not fit.
  private static func nextBatch(
    _ request: ClaimRequest, _ db: Database
  ) throws -> (batch: [Queued], waiting: JobID?) {
    guard request.limit > 0 else { return ([], nil) }
    let turn = try db.cachedStatement(
      sql: """
        SELECT \(Queued.columns) FROM jobs WHERE state = 'queued' AND engine <= ?
        ORDER BY rank, sequence LIMIT ?
        """)
    let head = try Row.fetchOne(turn, arguments: [request.engine, 1]).map(Queued.init)
    guard let head else { return ([], nil) }
    if head.fits(request) { return (try batch(from: head, request, mostCost: .infinity, db), nil) }
    let waiting = try String.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM jobs WHERE sequence = ?"), arguments: [head.sequence])
    guard let waiting else { return ([], nil) }
    let next = try Row.fetchAll(turn, arguments: [request.engine, lookahead]).lazy
      .map(Queued.init).first { $0.fits(request) && $0.demand.cost <= request.overtaking }
    guard let next else { return ([], try JobRows.id(waiting)) }
    return (
      try batch(from: next, request, mostCost: request.overtaking, db), try JobRows.id(waiting)
    )
  }

  /// A job and those of its key that train beside it, as far as limit, memory and cost go.
  private static func batch(
    from first: Queued, _ request: ClaimRequest, mostCost: Double, _ db: Database
  ) throws -> [Queued] {
    guard request.limit > 1, first.demand.suspicion == nil else { return [first] }
    let companions = try db.cachedStatement(
      sql: """
        SELECT \(Queued.columns) FROM jobs
        WHERE state = 'queued' AND batch_key = ? AND (rank, sequence) > (?, ?)
          AND losses = 0 AND suspicions = 0 AND engine <= ?
        ORDER BY rank, sequence LIMIT ?
        """)
    let rows = try Row.fetchAll(
      companions,
      arguments: [
        first.batchKey, first.rank, first.sequence, request.engine, request.limit - 1,
      ])
    var batch = [first]
    var left = request.memory - first.demand.memory.alone
    for companion in rows.lazy.map(Queued.init) {
      let memory = companion.demand.memory.inCompany
      guard memory <= left, companion.demand.cost <= mostCost else { break }
      left -= memory
      batch.append(companion)
    }
    return batch
  }

  /// Notes of what the worker's process runs already that it has company now; whether it runs any.
  private static func noteNeighbours(of worker: WorkerID, _ db: Database) throws -> Bool {
    let running = try db.cachedStatement(
      sql: "SELECT sequence, worker, had_company FROM jobs WHERE state = 'running'")
    var hasNeighbours = false
    for row in try Row.fetchAll(running)
    where WorkerID(rawValue: row["worker"]).process == worker.process {
      hasNeighbours = true
      if row["had_company"] { continue }
      try db.cachedStatement(sql: "UPDATE jobs SET had_company = 1 WHERE sequence = ?")
        .execute(arguments: [row["sequence"] as Int64])
    }
    return hasNeighbours
  }
}
