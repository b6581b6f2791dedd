internal import AccessKeys
internal import Jobs
internal import StrictJSON
internal import WebRouting

/// Reads the jobs that requests name, each only for its owner.
struct JobReader: Sendable {
  let queue: JobQueue
  let keys: KeyRing

  /// The id in the path.
  static func jobID(_ request: APIRequest) throws(Problem) -> JobID {
    try jobID(request.path["id"] ?? "")
  }

  /// The id that a client names; what no id can look like is a job that does not exist.
  static func jobID(_ text: String) throws(Problem) -> JobID {
    guard let id = JobID(rawValue: text) else {
      throw Problem(
        .jobNotFound, "\(text) is no job's id: those are job_ and 26 letters and digits.")
    }
    return id
  }

  /// The caller's job of this id. Throws 404 for another's too: that it exists is its owner's
  /// business.
  func job(_ id: JobID, of caller: Caller) async throws -> Job {
    guard let job = try await queue.job(id), !keys.isRequired || job.owner == caller.owner else {
      throw Problem.noJob(id)
    }
    return job
  }

  /// Whose jobs a caller sees: nil where all are everyone's.
  func owner(_ caller: Caller) -> String? { keys.isRequired ? caller.owner : nil }

  /// The job in the path where it has to be the caller's; nil where all jobs are everyone's, and
  /// nothing is read. Throws 404 for another's.
  func ownJob(_ request: APIRequest) async throws -> Job? {
    guard keys.isRequired else { return nil }
    return try await job(Self.jobID(request), of: request.caller)
  }

  /// The job in the path, as it was read to see whose it is, or as it stands now.
  func job(_ request: APIRequest) async throws -> Job {
    if let job = request.job { return job }
    let id = try Self.jobID(request)
    guard let job = try await queue.job(id) else { throw Problem.noJob(id) }
    return job
  }

  /// The caller's sweep in the path. Throws 404 for another's too.
  func sweep(_ request: APIRequest) async throws -> Sweep {
    let text = request.path["id"] ?? ""
    guard let id = SweepID(rawValue: text), let sweep = try await queue.sweep(id),
      !keys.isRequired || sweep.owner == request.caller.owner
    else { throw Problem.noSweep(text) }
    return sweep
  }

  /// Throws 409 where a job has not ended (with `Retry-After`) or has no result.
  static func checkResult(of job: Job) throws(Problem) {
    switch job.state {
    case .succeeded: break
    case .queued, .running:
      throw Problem.unfinished(
        job.id, job.state, "Its results are there when it has succeeded.")
    case .failed, .cancelled:
      throw Problem(
        .jobWithoutResult,
        "\(job.id) \(job.state == .failed ? "failed" : "was cancelled"): it has no results.",
        members: ["state": .string(job.state.rawValue)])
    }
  }

  /// A named blob of a succeeded job, which must be there.
  func artifact(_ name: String, of job: Job) async throws -> [UInt8] {
    guard let bytes = try await queue.artifact(name, of: job.id) else {
      // Deleted since the job was read.
      throw Problem.noJob(job.id)
    }
    return bytes
  }
}

extension Problem {
  static func noSweep(_ id: String) -> Problem {
    Problem(
      .sweepNotFound, "There is no sweep \(id.shortened). It may have been deleted.")
  }
}
