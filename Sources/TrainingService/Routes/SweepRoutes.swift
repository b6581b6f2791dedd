internal import AccessKeys
internal import ByteCoding
internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// The life of a sweep: create, list, get, results, cancel, delete.
struct SweepRoutes: Sendable {
  let status: ServiceStatus
  let jobs: JobReader
  let datasets: DatasetCache
  let limits: SweepLimits
  /// What the data sets of an owner may come to.
  let datasetQuota: DatasetQuota
  /// Reads sweeps, one at a time: the memory that one takes is bounded, that of many is not.
  let reading: DedicatedThreads
  let answers: Answers
  let access: CallerAccess

  func create(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    if status.phase == .draining { throw Problem.draining }
    let owner = request.caller.owner
    let key = try IdempotencyKey.read(request.http, owner: owner)
    let (plan, expansion) = try await expansion(request)
    let handedIn = NewSweep(
      id: jobs.queue.makeSweepID(), owner: owner, summary: SweepEncoding.summary(of: plan),
      table: expansion.table, digest: expansion.digest, idempotencyKey: key, base: expansion.base,
      jobs: expansion.jobs, quota: access.quota)
    var sweep = try await jobs.queue.submit(handedIn).sweep
    let wait = Preference.wait(in: request.http.headers)
    if let wait, !sweep.isFinished {
      sweep =
        try await access.waiting(as: request.caller) { [id = sweep.id] in
          try await jobs.queue.wait(for: id, timeout: .seconds(wait))
        } ?? sweep
    }
    var response = try Self.response(sweep, status: sweep.isFinished ? .ok : .accepted)
    response.headers["Location"] = SweepEncoding.path(of: sweep.id)
    if !sweep.isFinished { response.headers["Retry-After"] = Problem.pollingInterval }
    if let wait { response.headers["Preference-Applied"] = "wait=\(wait)" }
    return response
  }

  func list(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let limit =
      try request.query.integer("limit", in: JobListQuery.limits) ?? JobListQuery.defaultLimit
    var cursor: SweepCursor?
    if let text = request.query["cursor"], !text.isEmpty {
      cursor = SweepCursor(text)
      if cursor == nil { throw Problem.malformedCursor }
    }
    let page = try await jobs.queue.sweeps(
      of: access.keys.isRequired ? request.caller.owner : nil, after: cursor, limit: limit)
    let body = try await answers.threads.run {
      if request.format.isTable {
        return try ListRows.sweeps(page.items).pieces(as: request.format).whole()
      }
      var object = SplicedObject()
      object.member("items", elements: try page.items.map(SweepEncoding.json))
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
    let wait = try request.query.integer("wait", in: 0...JobRoutes.longestWait)
    var sweep = try await jobs.sweep(request)
    // A client that knows another state than this one has its change already.
    let isNews =
      request.http.headers["if-none-match"] != nil
      && !EntityTag(of: sweep, as: .json).matches(request.http)
    if let wait, wait > 0, !isNews, !sweep.isFinished {
      let later = try await access.waiting(as: request.caller) { [id = sweep.id] in
        try await jobs.queue.wait(for: id, timeout: .seconds(wait))
      }
      guard let later else { throw Problem.noSweep(sweep.id.rawValue) }
      sweep = later
    }
    let response = try Self.response(sweep, status: .ok)
    return try await answers.coded(response, for: request).conditional(on: request.http)
  }

  func results(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await answer(request) { table, sweep in
      guard request.format.isTable else {
        if request.query["sort"] != nil { throw Problem.rowsAreSorted }
        return table.json(sweep)
      }
      let rows = table.table
      return try rows.sorted(by: request.query["sort"]).pieces(as: request.format)
    }
  }

  func statistics(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let picture = try StatisticsPicture(request)
    return try await answer(request) { table, sweep in
      let statistics = SweepStatistics(table, try SweepGroups(table, request.query))
      if let picture {
        return Pieces(try picture.svg(statistics, of: SweepEncoding.title(of: sweep)))
      }
      return request.format.isTable
        ? statistics.table.pieces(as: request.format) : statistics.json(sweep)
    }
  }

  /// What `pieces` makes of the sweep's table as it stands.
  private func answer(
    _ request: APIRequest, _ pieces: @escaping @Sendable (SweepTable, Sweep) throws -> Pieces
  ) async throws -> HTTPResponse {
    let sweep = try await jobs.sweep(request)
    let unmade = Self.tagged(sweep, request).conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    guard let content = try await jobs.queue.content(of: sweep.id) else {
      throw Problem.noSweep(sweep.id.rawValue)
    }
    let made = try await answers.threads.run {
      try pieces(try SweepTable(content), content.sweep)
    }
    let response = try await PiecedContent(made).answer(
      Self.tagged(content.sweep, request), on: answers.threads)
    return try await answers.coded(response, for: request)
  }

  func cancel(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try await jobs.sweep(request).id
    guard let cancellation = try await jobs.queue.cancel(id),
      let sweep = try await jobs.queue.sweep(id)
    else { throw Problem.noSweep(id.rawValue) }
    let isNews = !cancellation.cancelled.isEmpty || !cancellation.requested.isEmpty
    guard isNews || sweep.counts[.cancelled] ?? 0 > 0 else {
      throw Problem(
        .sweepFinished, "All jobs of \(id) have ended: there is nothing left to cancel.")
    }
    return try Self.response(sweep, status: sweep.isFinished ? .ok : .accepted)
  }

  func delete(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try await jobs.sweep(request).id
    switch try await jobs.queue.delete(id) {
    case .deleted(let jobs):
      for job in jobs { answers.cache.remove(job) }
      return HTTPResponse(status: .noContent)
    case .notFinished(let count):
      throw Problem(
        .sweepNotFinished,
        "\(count) jobs of \(id) have not ended. Only finished sweeps can be deleted: cancel it first.",
        headers: ["Retry-After": Problem.pollingInterval])
    case .notFound:
      throw Problem.noSweep(id.rawValue)
    }
  }

  private static func response(_ sweep: Sweep, status: HTTPStatus) throws -> HTTPResponse {
    var response = HTTPResponse.json([])
    response.headers["ETag"] = EntityTag(of: sweep, as: .json).text
    response.status = status
    response.body = try SweepEncoding.json(sweep)
    return response
  }

  /// 200 with the fields of something that follows from a sweep, without content.
  private static func tagged(_ sweep: Sweep, _ request: APIRequest) -> HTTPResponse {
    request.head(EntityTag(of: sweep, as: request.format))
  }
}

extension SweepRoutes {
  /// The sweep in a request's body with all its jobs, none of them handed in yet.
  private func expansion(
    _ request: APIRequest
  ) async throws -> (SweepPlan, SweepExpansion) {
    let http = request.http
    let json = try await reading.run(over: http.body.count) { try JSONBody.read(http) }
    let owner = request.caller.owner
    let (plan, ids) = try await reading.run { [limits] in
      let plan: SweepPlan
      do throws(SpecFaults) {
        plan = try SweepReader(limits: limits).read(json)
      } catch {
        throw Problem(ofSweep: error)
      }
      return (plan, try SweepExpansion.datasets(of: plan))
    }
    var uploads: [DatasetID: DatasetShape] = [:]
    for id in ids {
      guard let known = try await datasets.store.dataset(id, of: owner), !known.isDeleted else {
        continue
      }
      uploads[id] = try known.shape()
    }
    let expansion = try await reading.run {
      [uploads, queue = jobs.queue, limits, quota = datasetQuota, specs = datasets.specs] in
      do {
        return try SweepExpansion(
          plan, uploads: uploads, limits: limits, memory: queue.memory.budget, owner: owner,
          datasets: quota, specs: specs,
          makeID: queue.makeID)
      } catch let faults as SweepFaults {
        throw Problem(faults)
      }
    }
    return (plan, expansion)
  }
}
