internal import ByteCoding
internal import Crypto
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import SpecJSON
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// What the network of a job, or a layer of it, answers at a kept step: to the rows of its data set, to
/// a grid over two inputs, or to rows that are sent.
struct OutputRoutes: Sendable {
  let recordings: RecordingReader
  let analyses: AnalysisQueue
  /// Reads requests, one at a time.
  let reading: DedicatedThreads

  /// What only pictures of a grid take.
  static let pictureParameters: [RouteParameter] = [.one("neuron")] + PictureForm.size
  private static let neurons = 1...10_000

  func get(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try OutputSelection(request.query)
    let form = try PictureForm(request, alone: Self.pictureParameters)
    let neuron = try request.query.integer("neuron", in: Self.neurons)
    if form != nil, request.query["grid"] == nil {
      throw Problem.query(
        parameter: "grid", code: "missing", "A picture is of a grid: add grid=64, for example.")
    }
    let (job, spec, isPartial) = try await outline(ofRecorded: request)
    var head = request.head()
    if job.state.isTerminal {
      head.headers["ETag"] = EntityTag(of: job, as: request.format).text
      let unmade = head.conditional(on: request.http)
      if unmade.status == .notModified { return unmade }
    } else {
      head.headers["Cache-Control"] = "no-store"
    }
    let table = try await outputs(
      of: job.id, spec, selection, request, key: "\(request.http.target) \(job.revision)")
    head.link(to: table.next, of: request.http)
    let content =
      if let form {
        try await recordings.answers.threads.run {
          PiecedContent(
            Pieces(try table.svg(of: job.title, neuron: neuron, form.size)))
        }
      } else { table.content(as: request.format, isPartial: isPartial) }
    let response = try await content.answer(head, on: recordings.answers.threads)
    guard job.state.isTerminal else {
      return try await recordings.answers.coded(response, for: request)
    }
    return try await recordings.answers.answer(response, about: job, request)
  }

  func post(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let (job, spec, isPartial) = try await outline(ofRecorded: request)
    let body = request.http.body
    let (selection, digest) = try await reading.run(over: body.count) {
      let json = try JSONBody.read(request.http)
      do throws(SpecFaults) {
        return (
          try OutputSelection.read(json, for: spec), SHA256.hash(data: body).hexadecimal
        )
      } catch {
        throw Problem(ofUpload: error, subject: "The request")
      }
    }
    let table = try await outputs(
      of: job.id, spec, selection, request, key: "\(job.id) \(digest) \(job.revision)")
    return try await table.content(as: request.format, isPartial: isPartial)
      .answer(request.head(), on: recordings.answers.threads)
  }
}

extension OutputRoutes {
  /// A job that has recorded something, with its spec but without rows, and without what it takes to
  /// make the answer: it may wait for its turn.
  private func outline(
    ofRecorded request: APIRequest
  ) async throws -> (job: Job, spec: TrainingSpec, isPartial: Bool) {
    let recorded = try await recordings.recordedJob(request)
    let spec = try await recordings.datasets.outline(of: recorded.job)
    var job = recorded.job
    job.spec = []
    job.result = nil
    return (job, spec, recorded.isPartial)
  }

  /// The answers that a selection asks for, in the queue of analyses. While it waits it holds neither
  /// weights nor rows but those that were sent.
  ///
  /// - Parameter key: what they depend on beside the route.
  private func outputs(
    of id: JobID, _ spec: TrainingSpec, _ selection: OutputSelection, _ request: APIRequest,
    key: String
  ) async throws -> OutputTable {
    try spec.requireModelled()
    let layer = try selection.checkedLayer(spec)
    let cost = AnalysisCost.answers(
      spec, rows: selection.rows(of: spec), fetches: selection.needsDataset)
    let needsRows = selection.needsDataset || spec.normalizesBatches
    return try await analyses.run(
      AnalysisRequest(
        key: "\(request.route.operationID) \(key)", owner: request.caller.owner, cost: cost)
    ) { [self] in
      let stored = try BlockingCall.run {
        let recorded = try await recordings.recordedJob(id)
        let spec = needsRows ? try await recordings.datasets.spec(of: recorded.job) : spec
        return (
          spec: spec,
          snapshot: try await recordings.snapshot(
            selection.at, parameter: "at", of: recorded, spec),
          names: try await recordings.datasets.classNames(of: spec, owner: recorded.job.owner)
        )
      }
      return try OutputReport(
        spec: stored.spec, weights: stored.snapshot.weights, step: stored.snapshot.step,
        layer: layer, data: needsRows ? stored.spec.dataset.dataset() : nil,
        classNames: stored.names
      ).table(selection)
    }
  }
}

extension OutputTable {
  /// The answer in a format.
  fileprivate func content(as format: MediaFormat, isPartial: Bool) -> PiecedContent {
    PiecedContent(
      format.isTable ? rows.pieces(as: format) : json.marked(partial: isPartial))
  }
}

extension DatasetCache {
  /// What the classes of an upload are called; none where they have no names.
  fileprivate func classNames(of spec: TrainingSpec, owner: String) async throws -> [String] {
    guard case .stored(let stored) = spec.dataset, let id = DatasetID(rawValue: stored.id) else {
      return []
    }
    return try await store.dataset(id, of: owner)?.names().classes ?? []
  }
}
