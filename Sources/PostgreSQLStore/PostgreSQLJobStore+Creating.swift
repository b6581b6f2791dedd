package import Jobs
internal import Threading

// Taking jobs in.
extension PostgreSQLJobStore {
  /// See `JobStore`. Data sets are not kept here: a job that names one is refused.
  package func create(_ jobs: [NewJob]) async throws -> [Creation] {
    for job in jobs {
      if let dataset = job.dataset { throw JobStoreError.unknownDataset(dataset) }
    }
    let calls = try await packing.run(over: jobs.reduce(0) { $0 + $1.spec.count }) { [moment] in
      jobs.map { Self.parameters($0, PackedValue($0.spec), moment) }
    }
    return try await transaction { run in
      try calls.map { values in
        let rows = try run("SELECT id, is_earlier FROM symbreak_v1.take_in(\(Self.marks))", values)
        guard let row = rows.first else {
          throw JobStoreError.fault(reason: "a job was taken in without an answer")
        }
        let (id, isEarlier) = (try row.requiredText("id"), try row.bool("is_earlier") ?? false)
        let found = try run("SELECT * FROM symbreak.job_rows WHERE id = $1", [.text(id)])
        guard let job = try found.first.map(JobRows.job) else {
          throw JobStoreError.fault(reason: "a new job cannot be read")
        }
        return isEarlier ? .existing(job) : .created(job)
      }
    }
  }

  private static let marks = (1...20).map { "$\($0)" }.joined(separator: ", ")

  private static func parameters(
    _ job: NewJob, _ spec: PackedValue, _ moment: PostgresValue
  ) -> [PostgresValue] {
    [
      .text(job.id.rawValue), .text(job.owner), .text(job.batchKey), .text(job.scheme),
      .optional(job.name), .text(JobRows.text(of: job.labels)), .text(job.specDigest),
      .optional(job.idempotencyKey), .bytes(spec.body), .optional(spec.inflatedLength),
      .int(job.steps), .number(job.cost), .int(job.memory.alone), .int(job.memory.shared),
      .optional(job.maxSeconds), .int(job.engine), .optional(job.quota?.queued),
      job.quota.map { .number($0.cost) } ?? .null, .optional(job.quota?.bytes), moment,
    ]
  }
}
