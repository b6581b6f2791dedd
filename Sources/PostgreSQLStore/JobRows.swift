import Jobs
import StrictJSON

/// Reads jobs out of rows of `job_rows`.
enum JobRows {
  static func job(_ row: PostgresRow) throws -> Job {
    let errorCode = try row.text("error_code")
    return Job(
      id: try id(row),
      state: try state(row.requiredText("state")),
      spec: try spec(row),
      specDigest: try row.requiredText("spec_digest"),
      batchKey: try row.requiredText("batch_key"),
      scheme: try row.requiredText("scheme"),
      name: try row.text("name"),
      labels: try labels(row),
      step: try row.int("step"),
      steps: try row.int("steps"),
      createdAt: Timestamp(milliseconds: try row.requiredInteger("created_at")),
      startedAt: try row.integer("started_at").map(Timestamp.init(milliseconds:)),
      finishedAt: try row.integer("finished_at").map(Timestamp.init(milliseconds:)),
      attempt: try row.int("attempt"),
      result: try PackedValue.read(row, body: "result", length: "result_length"),
      error: try errorCode.map {
        JobError(code: $0, message: try row.requiredText("error_message"))
      },
      revision: try row.int("revision"),
      cancelRequested: try row.required(row.bool("cancel_requested"), "cancel_requested"),
      owner: try row.requiredText("owner"),
      sweep: try row.text("sweep").map { try SweepRows.id($0) },
      storedBytes: try row.int("bytes"))
  }

  /// The spec of a row, made whole where it is told by its difference from its sweep's.
  private static func spec(_ row: PostgresRow) throws -> [UInt8] {
    let kept = try row.required(
      PackedValue.read(row, body: "spec", length: "spec_length"), "spec")
    guard try row.bool("is_difference") == true else { return kept }
    guard let base = try PackedValue.read(row, body: "base", length: "base_length"),
      let spec = SpecDifference.applied(kept, to: base)
    else { throw JobStoreError.fault(reason: "a job's spec does not fit its sweep's") }
    return spec
  }

  static func id(_ row: PostgresRow) throws -> JobID {
    let text = try row.requiredText("id")
    return try row.required(JobID(rawValue: text), "id of a job, but \(text)")
  }

  static func state(_ text: String) throws -> JobState {
    try JobState(stored: text, "job state")
  }

  static func claim(_ row: PostgresRow) throws -> Claim {
    let job = try job(row)
    let suspicions = try row.int("suspicions")
    return Claim(
      job: job, token: FencingToken(rawValue: Int64(job.attempt)),
      demand: JobDemand(
        cost: try row.required(row.number("cost"), "cost"),
        memory: JobMemory(alone: try row.int("memory"), shared: try row.int("shared_memory")),
        maxSeconds: try row.integer("max_seconds").map(Int.init),
        suspicion: suspicions > 0
          ? JobSuspicion(count: suspicions, step: try row.int("suspected_step")) : nil))
  }

  static func labels(_ row: PostgresRow) throws -> [String: String] {
    let text = try row.requiredText("labels")
    let object = try JSONValue.parse(Array(text.utf8)).objectValue ?? JSONObject()
    return object.keys.reduce(into: [:]) { $0[$1] = object[$1]?.stringValue }
  }

  static func text(of labels: [String: String]) -> String {
    var object = JSONObject()
    for (key, value) in labels { object[key] = .string(value) }
    return String(decoding: JSONValue.object(object).serialized(), as: UTF8.self)
  }
}
