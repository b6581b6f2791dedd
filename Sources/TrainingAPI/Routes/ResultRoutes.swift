internal import HTTPCodec
internal import JobQueue
internal import StrictJSON

/// What a succeeded job has measured: curves, similarity, weights.
enum ResultRoutes {
  @Sendable static func curves(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await services.answerResult(request) { job in
      try selection.encoded(
        try await services.artifact(ExperimentArtifact.curves, of: job), as: request.format)
    }
  }

  @Sendable static func health(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await services.answerResult(request) { job in
      try selection.encoded(
        try await services.recording(ExperimentArtifact.health, of: job), as: request.format)
    }
  }

  @Sendable static func similarity(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let bytes = try await services.recording(ExperimentArtifact.similarity, of: job)
      switch request.format {
      case .csv: return SimilarityTable(try JSONValue.parse(bytes)).csv()
      case .ndjson: return SimilarityTable(try JSONValue.parse(bytes)).ndjson()
      default: return bytes
      }
    }
  }

  @Sendable static func weights(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let spec = try await services.datasets.outline(of: job)
      let (step, weights, precision) = try await services.snapshot(
        request.query["at"], parameter: "at", of: job, spec)
      return request.format == .safetensors
        ? WeightEncoding.safetensors(weights, precision: precision, step: step)
        : WeightEncoding.json(weights, step: step)
    }
  }
}

extension APIServices {
  /// A blob that is there where the spec had similarity recorded; throws 404 where it is not.
  fileprivate func recording(_ name: String, of job: Job) async throws -> [UInt8] {
    guard let bytes = try await queue.artifact(name, of: job.id) else {
      throw Problem(
        .notRecorded,
        "\(job.id) did not record similarity. Send the spec again with record.similarity true.")
    }
    return bytes
  }
}

extension CurveSelection {
  /// What is asked for of a stored table, in a format.
  fileprivate func encoded(_ bytes: [UInt8], as format: MediaFormat) throws -> [UInt8] {
    let whole = try CurveTable(bytes: bytes)
    let table = try apply(to: whole)
    switch format {
    case .csv: return CurveEncoding.csv(table)
    case .ndjson: return CurveEncoding.ndjson(table)
    default: return CurveEncoding.json(table, totalPoints: whole.steps.count)
    }
  }
}
