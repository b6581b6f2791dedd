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
      let whole = try CurveTable(
        bytes: try await services.artifact(ExperimentArtifact.curves, of: job))
      let table = try selection.apply(to: whole)
      switch request.format {
      case .csv: return CurveEncoding.csv(table)
      case .ndjson: return CurveEncoding.ndjson(table)
      default: return CurveEncoding.json(table, totalPoints: whole.steps.count)
      }
    }
  }

  @Sendable static func similarity(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let name = ExperimentArtifact.similarity
      guard let bytes = try await services.queue.artifact(name, of: job.id) else {
        throw Problem(
          .notRecorded,
          "\(job.id) did not record similarity. Send the spec again with record.similarity true.")
      }
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
