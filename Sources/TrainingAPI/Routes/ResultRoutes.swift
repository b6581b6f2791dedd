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
      let (table, total) = try await services.curves(of: job, selection)
      return CurveEncoding.content(table, totalPoints: total, as: request.format)
    }
  }

  @Sendable static func health(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await services.answerResult(request) { job in
      let bytes = try await services.recording(ExperimentArtifact.health, of: job)
      let (table, total) = try await services.select(selection, from: bytes)
      return CurveEncoding.content(table, totalPoints: total, as: request.format)
    }
  }

  @Sendable static func similarity(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let bytes = try await services.recording(ExperimentArtifact.similarity, of: job)
      if request.format == .json {
        return PiecedContent(Pieces(slicesOf: bytes), length: bytes.count)
      }
      let table = try await services.answering.run(over: bytes.count) {
        SimilarityTable(try JSONValue.parse(bytes))
      }
      return PiecedContent(request.format == .csv ? table.csv() : table.ndjson())
    }
  }

  @Sendable static func weights(
    _ services: APIServices, _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await services.answerResult(request) { job in
      let spec = try await services.datasets.outline(of: job)
      let (step, weights, precision) = try await services.snapshot(
        request.query["at"], parameter: "at", of: job, spec)
      return PiecedContent(
        request.format == .safetensors
          ? WeightEncoding.safetensors(weights, precision: precision, step: step)
          : WeightEncoding.json(weights, step: step))
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

extension APIServices {
  /// What is asked for of a succeeded job's curves, and how many rows there are in all.
  func curves(of job: Job, _ selection: CurveSelection) async throws -> (CurveTable, total: Int) {
    try await select(selection, from: artifact(ExperimentArtifact.curves, of: job))
  }

  /// What is asked for of a stored table, and how many rows it has in all.
  fileprivate func select(
    _ selection: CurveSelection, from bytes: [UInt8]
  ) async throws -> (CurveTable, total: Int) {
    try await answering.run(over: bytes.count) {
      let whole = try CurveTable(bytes: bytes)
      return (try selection.apply(to: whole), whole.steps.count)
    }
  }
}

extension CurveEncoding {
  /// A table in a format.
  fileprivate static func content(
    _ table: CurveTable, totalPoints: Int, as format: MediaFormat
  ) -> PiecedContent {
    switch format {
    case .csv: PiecedContent(csv(table))
    case .ndjson: PiecedContent(ndjson(table))
    default: PiecedContent(pieces(table, totalPoints: totalPoints))
    }
  }
}
