internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// What follows from the recordings of a finished job, computed when it is asked for.
struct AnalysisRoutes: Sendable {
  let recordings: RecordingReader
  let analyses: AnalysisQueue

  func symmetry(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let tolerance =
      try request.query.number("tolerance", in: 0...1) ?? SymmetryReport.defaultTolerance
    return try await answerAnalysis(
      request, variant: String(tolerance), cost: AnalysisCost.symmetry
    ) {
      let training = try recordings.training(of: $0)
      return SymmetryReport(training: training, tolerance: tolerance).json().serialized()
    }
  }

  func measurements(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let (at, since) = (request.query["at"], request.query["since"])
    return try await answerAnalysis(
      request, variant: "\(at ?? "final") \(since ?? "initial")", isModelled: true,
      cost: AnalysisCost.measurements, rows: AnalysisRows.measurements
    ) { try recordings.measurements(of: $0, at: at, since: since).json().serialized() }
  }

  func claims(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await answerAnalysis(
      request, isModelled: true, cost: AnalysisCost.claims, rows: AnalysisRows.claims
    ) {
      Claim.json(try recordings.training(of: $0)).serialized()
    }
  }

  func diagnosis(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await answerAnalysis(request, isModelled: true, cost: AnalysisCost.diagnosis) {
      Diagnosis.json(try recordings.training(of: $0)).serialized()
    }
  }
}

extension AnalysisRoutes {
  /// Answers with what `body` makes of a succeeded job, in the queue of analyses, unless the client
  /// has it already. While it waits it holds neither the job's spec nor what it recorded.
  ///
  /// - Parameters:
  ///   - variant: what beside the job and the route the answer depends on.
  ///   - isModelled: whether the spec must be one that the analyses in float64 model.
  ///   - rows: makes a table of the document, where there is one.
  ///   - body: makes the document; runs on a thread of the queue.
  ///
  /// Throws what `checkResult` and `AnalysisQueue.run` throw.
  private func answerAnalysis(
    _ request: APIRequest, variant: String = "", isModelled: Bool = false,
    cost: (TrainingSpec) -> Double, rows: (@Sendable (JSONValue) -> RowTable)? = nil,
    _ body: @escaping @Sendable (JobID) throws -> [UInt8]
  ) async throws -> HTTPResponse {
    var job = try await recordings.jobs.job(request)
    let id = job.id
    try JobReader.checkResult(of: job)
    var response = request.head(EntityTag(of: job, as: request.format))
    let unmade = response.conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    let estimate = try await self.estimate(of: job, isModelled: isModelled, cost)
    job.spec = []
    job.result = nil
    response.body = try await analyses.run(
      AnalysisRequest(
        key: "\(request.route.operationID) \(id) \(variant)", owner: request.caller.owner,
        cost: estimate)
    ) { try body(id) }
    if let rows, request.format.isTable {
      response.body = try await recordings.answers.rows(rows, of: response.body, request.format)
    }
    return try await recordings.answers.answer(response, about: job, request)
  }

  /// What an analysis of a job would cost. Throws 422 where it is not modelled.
  private func estimate(
    of job: Job, isModelled: Bool, _ cost: (TrainingSpec) -> Double
  ) async throws -> Double {
    let spec = try await recordings.datasets.outline(of: job)
    if isModelled { try spec.requireModelled() }
    return cost(spec)
  }
}

extension RecordingReader {
  /// A succeeded job measured at one snapshot; see `/measurements`.
  ///
  /// - Precondition: the calling thread is one of the queue of analyses.
  fileprivate func measurements(
    of id: JobID, at: String?, since: String?
  ) throws -> MeasurementReport {
    let stored = try BlockingCall.run {
      let job = try await analysed(id)
      let spec = try await datasets.spec(of: job)
      return (
        spec: spec,
        start: try await storedSnapshot("initial", parameter: "at", of: job, spec),
        since: try await storedSnapshot(since ?? "initial", parameter: "since", of: job, spec),
        chosen: try await storedSnapshot(at, parameter: "at", of: job, spec)
      )
    }
    return MeasurementReport(
      spec: stored.spec, start: try WeightBlob.decode(stored.start.bytes).weights,
      since: (stored.since.step, try WeightBlob.decode(stored.since.bytes).weights),
      weights: try WeightBlob.decode(stored.chosen.bytes).weights, step: stored.chosen.step)
  }

  /// A job whose turn has come; throws 404 where it was deleted while it waited.
  func analysed(_ id: JobID) async throws -> Job {
    guard let job = try await jobs.queue.job(id) else { throw Problem.noJob(id) }
    return job
  }
}

extension TrainingSpec {
  /// Multiply-adds of one pass of the training set up to which batch normalisation is modelled.
  private static let mostOfBatches = 1_000_000_000

  /// Throws 422 for networks that the analyses in float64 do not model: with batch normalisation
  /// they take the whole training set at once, which may be too much.
  func requireModelled() throws(Problem) {
    guard normalizesBatches, dataset.trainRows * parameterCount > Self.mostOfBatches else { return }
    throw Problem(
      .notModelled,
      "With batch normalisation this analysis passes the whole training set, rows × parameters"
        + " multiply-adds; at most \(Self.mostOfBatches) are done. The job's curves, health,"
        + " similarity, symmetry and weights are there.")
  }
}
