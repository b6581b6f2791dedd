internal import HTTPCodec
internal import JobQueue
internal import StrictJSON

/// What a job has measured, as far as it came: curves, similarity, weights.
enum ResultRoutes {
  @Sendable static func curves(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await services.answerRecorded(request) { recorded in
      try selection.encoded(
        try await services.artifact(ExperimentArtifact.curves, of: recorded), recorded,
        as: request.format)
    }
  }

  @Sendable static func health(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await services.answerRecorded(request) { recorded in
      try selection.encoded(
        try await services.artifact(ExperimentArtifact.health, of: recorded), recorded,
        as: request.format)
    }
  }

  @Sendable static func similarity(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerRecorded(request) { recorded in
      let bytes = try await services.artifact(ExperimentArtifact.similarity, of: recorded)
      switch request.format {
      case .csv: return SimilarityTable(try JSONValue.parse(bytes)).csv()
      case .ndjson: return SimilarityTable(try JSONValue.parse(bytes)).ndjson()
      default: return bytes.marked(partial: recorded.isPartial)
      }
    }
  }

  @Sendable static func weights(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerRecorded(request) { recorded in
      let spec = try await services.datasets.outline(of: recorded.job)
      let (step, weights, precision) = try await services.snapshot(
        request.query["at"], parameter: "at", of: recorded, spec)
      return request.format == .safetensors
        ? WeightEncoding.safetensors(weights, precision: precision, step: step)
        : WeightEncoding.json(weights, step: step).marked(partial: recorded.isPartial)
    }
  }
}

extension APIServices {
  /// What a job recorded under a name; throws 404 where the spec did not ask for it.
  fileprivate func artifact(_ name: String, of recorded: RecordedJob) async throws -> [UInt8] {
    guard let bytes = try await recording(name, of: recorded) else {
      throw Problem(
        .notRecorded,
        "\(recorded.job.id) did not record similarity. Send the spec again with record.similarity true."
      )
    }
    return bytes
  }
}

extension CurveSelection {
  /// What is asked for of a stored table, in a format.
  fileprivate func encoded(
    _ bytes: [UInt8], _ recorded: RecordedJob, as format: MediaFormat
  ) throws -> [UInt8] {
    let whole = try CurveTable(bytes: bytes)
    let table = try apply(to: whole)
    switch format {
    case .csv: return CurveEncoding.csv(table)
    case .ndjson: return CurveEncoding.ndjson(table)
    default:
      return CurveEncoding.json(table, totalPoints: whole.steps.count)
        .marked(partial: recorded.isPartial)
    }
  }
}
