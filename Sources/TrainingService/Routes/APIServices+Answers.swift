internal import AccessKeys
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

extension APIServices {
  /// An answer about a job under its ETag and coded as the client likes it: kept in the cache where
  /// the job has ended, and 304 where the client has it already.
  func answer(
    _ response: HTTPResponse, about job: Job, _ request: APIRequest
  ) async throws -> HTTPResponse {
    var tagged = response
    tagged.headers["ETag"] = EntityTag(of: job, as: request.format).text
    tagged = try await coded(tagged, for: request)
    if job.state.isTerminal, tagged.stream == nil {
      var kept = tagged.completed(for: request.route)
      kept.headers = kept.headers.shared()
      cache.insert(kept, for: request.cacheKey, of: job.id, since: request.epoch)
    }
    return tagged.conditional(on: request.http)
  }

  /// An answer gzipped where the client takes that and it is of use.
  func coded(_ response: HTTPResponse, for request: APIRequest) async throws -> HTTPResponse {
    guard response.isWorthCoding(for: request.codings) else { return response }
    if response.stream != nil || response.body.count > PiecedContent.wholeBytes {
      return response.gzippedStream(on: answering)
    }
    return try await answering.run(over: response.body.count) { response.gzipped() }
  }

  /// An answer under a tag that is made of its content, or 304 where the client has it already.
  func tagged(_ body: [UInt8], for request: APIRequest) async throws -> HTTPResponse {
    let tag = try await answering.run(over: body.count) { EntityTag(of: body) }
    return HTTPResponse(
      status: .ok, headers: ["Content-Type": request.format.contentType, "ETag": tag.text],
      body: body
    ).conditional(on: request.http)
  }

  /// The caller's job of this id. Throws 404 for another's too: that it exists is its owner's
  /// business.
  func job(_ id: JobID, of caller: Caller) async throws -> Job {
    guard let job = try await queue.job(id), !keys.isRequired || job.owner == caller.owner else {
      throw Problem.noJob(id)
    }
    return job
  }

  /// The job in the path where it has to be the caller's; nil where all jobs are everyone's, and
  /// nothing is read. Throws 404 for another's.
  func ownJob(_ request: APIRequest) async throws -> Job? {
    guard keys.isRequired else { return nil }
    return try await job(JobRoutes.jobID(request), of: request.caller)
  }

  /// The job in the path, as it was read to see whose it is, or as it stands now.
  func job(_ request: APIRequest) async throws -> Job {
    if let job = request.job { return job }
    let id = try JobRoutes.jobID(request)
    guard let job = try await queue.job(id) else { throw Problem.noJob(id) }
    return job
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
