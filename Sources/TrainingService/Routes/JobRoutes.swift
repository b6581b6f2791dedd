internal import AccessKeys
internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import WebRouting

/// The life of a job: create, list, get, cancel, delete.
enum JobRoutes {
  /// The longest that `?wait=` holds an answer, in seconds.
  static let longestWait = Preference.longestWait

  @Sendable static func create(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    if services.status.phase == .draining { throw Problem.draining }
    let key = try IdempotencyKey.read(request.http, owner: request.caller.owner)
    let spec = try await services.spec(request)
    let (id, owner) = (services.queue.makeID(), request.caller.owner)
    var handedIn = try await services.reading.run(over: request.http.body.count) {
      [quota = services.datasetLimits.quota, specs = services.datasets.specs] in
      NewJob(spec, id: id, owner: owner, datasets: quota, specs: specs)
    }
    try services.check(handedIn.memory)
    handedIn.idempotencyKey = key
    handedIn.quota = services.quota
    let wait = Preference.wait(in: request.http.headers)
    let job: Job
    if let wait {
      job = try await services.queue.submit(handedIn, timeout: .seconds(wait)) { operation in
        try await services.waiting(as: request.caller, operation)
      }
    } else {
      job = try await services.queue.submit(handedIn).job
    }
    var response = HTTPResponse(
      status: job.state.isTerminal ? .ok : .accepted,
      headers: [
        "Content-Type": MediaFormat.json.contentType, "Location": JobEncoding.path(of: job.id),
        "ETag": EntityTag(of: job, as: .json).text,
      ],
      body: try await services.encoded(job))
    if !job.state.isTerminal { response.headers["Retry-After"] = Problem.pollingInterval }
    if let wait { response.headers["Preference-Applied"] = "wait=\(wait)" }
    return response
  }

  @Sendable static func list(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    var list = try JobListQuery(request.query)
    if services.keys.isRequired { list.filter.owner = request.caller.owner }
    let page = try await services.queue.jobs(
      matching: list.filter, after: list.cursor, limit: list.limit)
    let bytes = page.items.reduce(0) { $0 + JobEncoding.byteCount(of: $1) }
    return .json(
      try await services.answering.run(over: bytes) {
        var object = SplicedObject()
        object.member("items", elements: page.items.map(JobEncoding.listItem))
        object.member("next", page.next.map { .string($0.description) } ?? .null)
        return object.bytes
      })
  }

  @Sendable static func get(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let wait = try request.query.integer("wait", in: 0...longestWait)
    var job = try await services.job(request)
    // A client that knows another state than this one has its change already.
    let isNews =
      request.http.headers["if-none-match"] != nil
      && !EntityTag(of: job, as: .json).matches(request.http)
    if let wait, wait > 0, !isNews {
      let later = try await services.waiting(as: request.caller) {
        [id = job.id, state = job.state] in
        try await services.queue.wait(
          for: id, until: .state(not: state), timeout: .seconds(wait))
      }
      guard let later else { throw Problem.noJob(job.id) }
      job = later
    }
    let response = HTTPResponse.json(try await services.encoded(job))
    return try await services.answer(response, about: job, request)
  }

  @Sendable static func cancel(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try jobID(request)
    let status: HTTPStatus
    switch try await services.queue.cancel(id) {
    case .cancelled, .alreadyFinished(.cancelled): status = .ok
    case .requested: status = .accepted
    case .alreadyFinished(let state):
      throw Problem(
        .jobFinished, "\(id) has \(state.rawValue) already: there is nothing left to cancel.",
        members: ["state": .string(state.rawValue)])
    case .notFound: throw Problem.noJob(id)
    }
    guard let job = try await services.queue.job(id) else { throw Problem.noJob(id) }
    return HTTPResponse(
      status: status, headers: ["Content-Type": MediaFormat.json.contentType],
      body: try await services.encoded(job))
  }

  @Sendable static func delete(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try jobID(request)
    switch try await services.queue.delete(id) {
    case .deleted:
      services.cache.remove(id)
      return HTTPResponse(status: .noContent)
    case .notFinished(let state):
      throw Problem.unfinished(id, state, "Only finished jobs can be deleted: cancel it first.")
    case .notFound:
      throw Problem.noJob(id)
    }
  }

  /// The id of the path; what no id can look like is a job that does not exist.
  static func jobID(_ request: APIRequest) throws(Problem) -> JobID {
    let text = request.path["id"] ?? ""
    guard let id = JobID(rawValue: text) else {
      throw Problem(
        .jobNotFound, "\(text) is no job's id: those are job_ and 26 letters and digits.")
    }
    return id
  }
}

extension APIServices {
  /// What the jobs of a caller may come to; nil where nobody is counted.
  var quota: JobQuota? { keys.isRequired ? limits.quota : nil }

  /// Throws where a job needs more memory than all trainings together may take.
  fileprivate func check(_ memory: JobMemory) throws(Problem) {
    let budget = queue.memory.budget
    guard memory.alone > budget else { return }
    throw Problem(
      .memoryExceeded, JobMemory.refusal(needed: memory.alone, available: budget),
      members: [
        "needed_bytes": .number(JSONNumber(memory.alone)),
        "available_bytes": .number(JSONNumber(budget)),
      ])
  }

  /// The spec in a request's body, the data set that it names among the caller's.
  func spec(_ request: APIRequest) async throws -> SubmittedSpec {
    let http = request.http
    let json = try await reading.run(over: http.body.count) { try JSONBody.read(http) }
    let upload = try await datasets.shape(in: json, of: request.caller.owner)
    return try await reading.run(over: http.body.count) {
      do throws(SpecFaults) {
        return try SpecReader.submitted(json, upload: upload)
      } catch {
        throw Problem(error)
      }
    }
  }

  /// The job as the API shows it.
  func encoded(_ job: Job) async throws -> [UInt8] {
    try await answering.run(over: JobEncoding.byteCount(of: job)) { JobEncoding.json(job) }
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
