internal import AccessKeys
internal import ByteCoding
internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import WebRouting

/// The life of a job: create, list, get, cancel, delete.
struct JobRoutes: Sendable {
  let status: ServiceStatus
  let jobs: JobReader
  let specs: SpecIntake
  let answers: Answers
  let access: CallerAccess
  /// What the data sets of an owner may come to.
  let datasetQuota: DatasetQuota

  /// The longest that `?wait=` holds an answer, in seconds.
  static let longestWait = Preference.longestWait

  func create(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    if status.phase == .draining { throw Problem.draining }
    let key = try IdempotencyKey.read(request.http, owner: request.caller.owner)
    let spec = try await specs.spec(request)
    let (id, owner) = (jobs.queue.makeID(), request.caller.owner)
    var handedIn = try await specs.threads.run(over: request.http.body.count) {
      [quota = datasetQuota, known = specs.datasets.specs] in
      NewJob(spec, id: id, owner: owner, datasets: quota, specs: known)
    }
    try check(handedIn.memory)
    handedIn.idempotencyKey = key
    handedIn.quota = access.quota
    let wait = Preference.wait(in: request.http.headers)
    let job: Job
    if let wait {
      job = try await jobs.queue.submit(handedIn, timeout: .seconds(wait)) { operation in
        try await access.waiting(as: request.caller, operation)
      }
    } else {
      job = try await jobs.queue.submit(handedIn).job
    }
    var response = HTTPResponse(
      status: job.state.isTerminal ? .ok : .accepted,
      headers: [
        "Content-Type": MediaFormat.json.contentType, "Location": JobEncoding.path(of: job.id),
        "ETag": EntityTag(of: job, as: .json).text,
      ],
      body: try await answers.encoded(job))
    if !job.state.isTerminal { response.headers["Retry-After"] = Problem.pollingInterval }
    if let wait { response.headers["Preference-Applied"] = "wait=\(wait)" }
    return response
  }

  func list(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    var list = try JobListQuery(request.query)
    let fields = try ListFields.read(
      request.query, among: ListRows.jobColumns, as: request.format)
    if access.keys.isRequired { list.filter.owner = request.caller.owner }
    let page = try await jobs.queue.jobs(
      matching: list.filter, after: list.cursor, limit: list.limit)
    let bytes = page.items.reduce(0) { $0 + JobEncoding.byteCount(of: $1) }
    let body = try await answers.threads.run(over: bytes) {
      if request.format.isTable {
        return try ListRows.jobs(page.items).arranged(as: fields).pieces(as: request.format).whole()
      }
      var object = SplicedObject()
      object.member("items", elements: page.items.map(JobEncoding.listItem))
      object.member("next", page.next.map { .string($0.description) } ?? .null)
      return object.bytes
    }
    var response = try await answers.tagged(body, for: request)
    response.link(next: page.next?.description, as: "cursor", of: request.http)
    return response
  }

  func get(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let wait = try request.query.integer("wait", in: 0...Self.longestWait)
    var job = try await jobs.job(request)
    // A client that knows another state than this one has its change already.
    let isNews =
      request.http.headers["if-none-match"] != nil
      && !EntityTag(of: job, as: .json).matches(request.http)
    if let wait, wait > 0, !isNews {
      let later = try await access.waiting(as: request.caller) {
        [id = job.id, state = job.state] in
        try await jobs.queue.wait(
          for: id, until: .state(not: state), timeout: .seconds(wait))
      }
      guard let later else { throw Problem.noJob(job.id) }
      job = later
    }
    let response = HTTPResponse.json(try await answers.encoded(job))
    return try await answers.answer(response, about: job, request)
  }

  func cancel(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try JobReader.jobID(request)
    let status: HTTPStatus
    switch try await jobs.queue.cancel(id, of: jobs.owner(request.caller)) {
    case .cancelled, .alreadyFinished(.cancelled): status = .ok
    case .requested: status = .accepted
    case .alreadyFinished(let state):
      throw Problem(
        .jobFinished, "\(id) has \(state.rawValue) already: there is nothing left to cancel.",
        members: ["state": .string(state.rawValue)])
    case .notFound: throw Problem.noJob(id)
    }
    guard let job = try await jobs.queue.job(id) else { throw Problem.noJob(id) }
    return HTTPResponse(
      status: status, headers: ["Content-Type": MediaFormat.json.contentType],
      body: try await answers.encoded(job))
  }

  func delete(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try JobReader.jobID(request)
    switch try await jobs.queue.delete(id, of: jobs.owner(request.caller)) {
    case .deleted:
      answers.cache.remove(id)
      return HTTPResponse(status: .noContent)
    case .notFinished(let state):
      throw Problem.unfinished(id, state, "Only finished jobs can be deleted: cancel it first.")
    case .notFound:
      throw Problem.noJob(id)
    }
  }
}

extension JobRoutes {
  /// Throws where a job needs more memory than all trainings together may take.
  private func check(_ memory: JobMemory) throws(Problem) {
    let budget = jobs.queue.memory.budget
    guard memory.alone > budget else { return }
    throw Problem(
      .memoryExceeded, JobMemory.refusal(needed: memory.alone, available: budget),
      members: [
        "needed_bytes": .number(JSONNumber(memory.alone)),
        "available_bytes": .number(JSONNumber(budget)),
      ])
  }
}

extension HTTPResponse {
  /// 200 with a JSON body.
  static func json(_ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      status: .ok, headers: ["Content-Type": MediaFormat.json.contentType], body: body)
  }
}

extension Problem {
  /// Seconds after which it is worth asking for an unfinished job again.
  static let pollingInterval = "1"

  static func noJob(_ id: JobID) -> Problem {
    Problem(.jobNotFound, "There is no job \(id). It may have been deleted.")
  }

  static func unfinished(_ id: JobID, _ state: JobState, _ advice: String) -> Problem {
    Problem(
      .jobNotFinished, "\(id) is \(state.rawValue). \(advice)",
      members: ["state": .string(state.rawValue)], headers: ["Retry-After": pollingInterval])
  }

  static var draining: Problem {
    Problem(
      .unavailable, "The service is shutting down and takes no new jobs.",
      headers: ["Retry-After": "5"])
  }
}
