internal import HTTPCodec
internal import JobQueue
internal import StrictJSON
internal import TrainingCore

/// What follows from the recordings of a finished job, computed when it is asked for.
enum AnalysisRoutes {
  @Sendable static func symmetry(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let tolerance =
      try request.query.number("tolerance", in: 0...1) ?? SymmetryReport.defaultTolerance
    return try await services.analysis(request) {
      SymmetryReport(training: $0, tolerance: tolerance).json()
    }
  }

  @Sendable static func measurements(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let spec = try await services.datasets.spec(of: job)
      try spec.requireModelled()
      let start = try await services.snapshot("initial", parameter: "at", of: job, spec)
      var since = start
      if let text = request.query["since"] {
        since = try await services.snapshot(text, parameter: "since", of: job, spec)
      }
      let chosen = try await services.snapshot(
        request.query["at"], parameter: "at", of: job, spec)
      return try await services.computing.run { [since] in
        MeasurementReport(
          spec: spec, start: start.weights, since: (since.step, since.weights),
          weights: chosen.weights, step: chosen.step
        ).json().serialized()
      }
    }
  }

  @Sendable static func claims(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.analysis(request) {
      try $0.spec.requireModelled()
      return Claim.json($0)
    }
  }

  @Sendable static func diagnosis(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.analysis(request) {
      try $0.spec.requireModelled()
      return Diagnosis.json($0)
    }
  }
}

extension APIServices {
  /// Answers with what `body` makes of a succeeded job's training, on the thread for computing.
  func analysis(
    _ request: APIRequest, _ body: @escaping @Sendable (RecordedTraining) throws -> JSONValue
  ) async throws -> HTTPResponse {
    try await answerResult(request) { job in
      let training = try await training(of: job)
      return try await computing.run { try body(training).serialized() }
    }
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
