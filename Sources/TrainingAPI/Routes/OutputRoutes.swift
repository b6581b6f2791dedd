internal import Crypto
internal import HTTPCodec
internal import JobQueue
internal import StrictJSON
internal import TrainingCore

/// What the network of a succeeded job, or a layer of it, answers at a kept step: to the rows of its
/// data set, to a grid over two inputs, or to rows that are sent.
enum OutputRoutes {
  @Sendable static func get(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try OutputSelection(request.query)
    let id = try JobRoutes.jobID(request)
    let epoch = services.cache.epoch
    var job = try await services.succeededJob(id)
    let head = HTTPResponse(
      status: .ok,
      headers: [
        "Content-Type": request.format.contentType,
        "ETag": EntityTag(of: job, as: request.format).text,
      ])
    let unmade = head.conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    let spec = try await services.datasets.outline(of: job)
    job.spec = []
    job.result = nil
    let table = try await services.outputs(
      of: id, spec, selection, request, key: request.http.target)
    let response = try await services.answer(table, head, request)
    return try await services.answer(response, about: job, request, since: epoch)
  }

  @Sendable static func post(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let id = try JobRoutes.jobID(request)
    let job = try await services.succeededJob(id)
    let spec = try await services.datasets.outline(of: job)
    let body = request.http.body
    let (selection, digest) = try await services.reading.run(over: body.count) {
      let json = try JSONBody.read(request.http)
      do throws(SpecFaults) {
        return (
          try OutputSelection.read(json, for: spec), SHA256.hash(data: body).hexadecimal
        )
      } catch {
        throw Problem(ofUpload: error)
      }
    }
    let table = try await services.outputs(
      of: id, spec, selection, request, key: "\(id) \(digest)")
    let head = HTTPResponse(
      status: .ok, headers: ["Content-Type": request.format.contentType])
    return try await services.answer(table, head, request)
  }
}

extension APIServices {
  /// A job that has a result. Throws 404 and 409.
  fileprivate func succeededJob(_ id: JobID) async throws -> Job {
    guard let job = try await queue.job(id) else { throw Problem.noJob(id) }
    try Self.checkResult(of: job)
    return job
  }

  /// The answers that a selection asks for, in the queue of analyses.
  ///
  /// - Parameter key: what they depend on beside the route.
  fileprivate func outputs(
    of id: JobID, _ spec: TrainingSpec, _ selection: OutputSelection, _ request: APIRequest,
    key: String
  ) async throws -> OutputTable {
    try spec.requireModelled()
    let layer = try selection.checkedLayer(spec)
    let cost = AnalysisCost.answers(
      spec, rows: selection.rows(of: spec), fetches: selection.needsDataset)
    return try await analyses.run(
      AnalysisRequest(
        key: "\(request.route.operationID) \(key)", owner: request.caller.owner, cost: cost)
    ) { [self] in
      let needsRows = selection.needsDataset || spec.normalizesBatches
      let stored = try BlockingCall.run {
        let job = try await analysed(id)
        let spec = needsRows ? try await datasets.spec(of: job) : spec
        return (
          spec: spec,
          snapshot: try await storedSnapshot(selection.at, parameter: "at", of: job, spec),
          names: try await datasets.classNames(of: spec, owner: job.owner)
        )
      }
      return try OutputReport(
        spec: stored.spec, weights: try WeightBlob.decode(stored.snapshot.bytes).weights,
        step: stored.snapshot.step, layer: layer,
        data: needsRows ? stored.spec.dataset.dataset() : nil, classNames: stored.names
      ).table(selection)
    }
  }

  fileprivate func answer(
    _ table: OutputTable, _ head: HTTPResponse, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await PiecedContent(request.format == .csv ? table.csv : table.json).answer(head, self)
  }
}

extension DatasetShelf {
  /// What the classes of an upload are called; none where they have no names.
  fileprivate func classNames(of spec: TrainingSpec, owner: String) async throws -> [String] {
    guard case .stored(let stored) = spec.dataset, let id = DatasetID(rawValue: stored.id) else {
      return []
    }
    return try await store.dataset(id, of: owner)?.names().classes ?? []
  }
}
