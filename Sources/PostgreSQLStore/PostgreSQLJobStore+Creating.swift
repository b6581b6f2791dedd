package import Jobs
internal import Threading

// Taking jobs in.
extension PostgreSQLJobStore {
  /// See `JobStore`.
  package func create(_ jobs: [NewJob]) async throws -> [Creation] {
    let bytes = jobs.reduce(0) { $0 + $1.spec.count + ($1.rows?.content.count ?? 0) }
    var packed = try await packing.run(over: bytes) { jobs.map(Incoming.init) }
    for index in packed.indices {
      packed[index].rows = try await packed[index].rows?.placed(by: self)
    }
    let incoming = packed
    let moment = moment
    return try await transaction(
      .adding, bytes: incoming.reduce(0) { $0 + $1.byteCount }, jobs: jobs.count
    ) {
      session in
      try incoming.map { try $0.takeIn(at: moment, session) }
    }
  }

  /// A job to take in, with what is large of it packed.
  private struct Incoming: Sendable {
    let job: NewJob
    let spec: PackedValue
    var rows: IncomingRows?

    init(_ job: NewJob) {
      self.job = job
      spec = PackedValue(job.spec)
      rows = IncomingRows(job)
    }

    var byteCount: Int { spec.body.count + (rows?.byteCount ?? 0) }

    private static let marks = (1...21).map { "$\($0)" }.joined(separator: ", ")

    func takeIn(at moment: PostgresValue, _ session: Session) throws -> Creation {
      try rows?.takeIn(
        with: job.id.rawValue, key: job.idempotencyKey, isSweep: false, at: moment, session)
      let answer = try session.run(
        "SELECT id, is_earlier, taken_in_at FROM symbreak_v1.take_in(\(Self.marks))",
        parameters(moment))
      guard let row = answer.first else {
        throw JobStoreError.fault(reason: "a job was taken in without an answer")
      }
      if let moment = try row.integer("taken_in_at") {
        return .created(
          Job(
            takenIn: job, at: Timestamp(milliseconds: moment), storedBytes: spec.body.count))
      }
      let found = try session.run(
        "SELECT * FROM symbreak.job_rows WHERE id = $1", [.text(try row.requiredText("id"))])
      guard let known = try found.first.map(JobRows.job) else {
        throw JobStoreError.fault(reason: "a job that is known cannot be read")
      }
      return try row.bool("is_earlier") == true ? .existing(known) : .created(known)
    }

    private func parameters(_ moment: PostgresValue) -> [PostgresValue] {
      [
        .text(job.id.rawValue), .text(job.owner), .text(job.batchKey), .text(job.scheme),
        .optional(job.name), .text(JobRows.text(of: job.labels)), .text(job.specDigest),
        .optional(job.idempotencyKey), .bytes(spec.body), .optional(spec.inflatedLength),
        .int(job.steps), .number(job.cost), .int(job.memory.alone), .int(job.memory.shared),
        .optional(job.maxSeconds), .int(job.engine), .optional(job.dataset?.rawValue),
        .optional(job.quota?.queued), job.quota.map { .number($0.cost) } ?? .null,
        .optional(job.quota?.bytes), moment,
      ]
    }
  }
}
