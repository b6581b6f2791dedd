internal import Jobs
internal import StrictJSON

/// A job as the API shows it.
enum JobEncoding {
  /// The job's object: every field of the contract, null where there is nothing to tell yet.
  ///
  /// - Complexity: O(spec + result).
  static func json(_ job: Job) -> [UInt8] { json(job, spec: job.spec) }

  /// The job's object as lists show it: without the rows that a spec of an earlier version carries.
  ///
  /// - Complexity: O(spec + result).
  static func listItem(_ job: Job) -> [UInt8] {
    json(job, spec: StoredSpec.withoutRows(job.spec))
  }

  /// About how long the job's object is.
  static func byteCount(of job: Job) -> Int { job.spec.count + (job.result?.count ?? 0) + 1024 }

  private static func json(_ job: Job, spec: [UInt8]) -> [UInt8] {
    var object = SplicedObject()
    object.member("id", .string(job.id.rawValue))
    object.member("state", .string(job.state.rawValue))
    object.member("name", job.name.map(JSONValue.string) ?? .null)
    object.member("labels", labels(of: job))
    object.member("spec", json: spec)
    object.member("spec_digest", .string(job.specDigest))
    object.member(
      "progress",
      [
        "step": .number(JSONNumber(job.state == .succeeded ? job.steps : job.step)),
        "steps": .number(JSONNumber(job.steps)),
      ])
    object.member("created_at", .string(job.createdAt.rfc3339))
    object.member("started_at", job.startedAt.map { .string($0.rfc3339) } ?? .null)
    object.member("finished_at", job.finishedAt.map { .string($0.rfc3339) } ?? .null)
    object.member("attempt", .number(JSONNumber(job.attempt)))
    object.member("cancel_requested", .bool(job.cancelRequested))
    object.member("result", json: job.result ?? Array("null".utf8))
    object.member("error", job.error.map(json) ?? .null)
    object.member("stored_bytes", .number(JSONNumber(job.storedBytes)))
    object.member("sweep", job.sweep.map { .string($0.rawValue) } ?? .null)
    object.member("links", links(of: job))
    return object.bytes
  }

  private static func json(_ error: JobError) -> JSONValue {
    ["code": .string(error.code), "message": .string(error.message)]
  }

  /// The job's labels, in the order of their keys.
  static func labels(of job: Job) -> JSONValue {
    .object(
      JSONObject(unique: job.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }

  /// Where a job lives.
  static func path(of id: JobID) -> String { "/v1/jobs/\(id)" }

  /// What can be done with the job as it stands: a link is there exactly when it works.
  private static func links(of job: Job) -> JSONValue {
    let path = path(of: job.id)
    var links: JSONObject = ["self": .string(path), "events": .string(path + "/events")]
    switch job.state {
    case .queued, .running:
      links["cancel"] = .string(path + "/cancel")
    case .succeeded:
      for resource in [
        "curves", "health", "similarity", "symmetry", "claims", "diagnosis", "measurements",
        "weights", "outputs",
      ] {
        links[resource] = .string("\(path)/\(resource)")
      }
      links["similarity_matrix"] = .string(path + "/similarity/matrix")
    case .failed, .cancelled:
      break
    }
    return .object(links)
  }
}
