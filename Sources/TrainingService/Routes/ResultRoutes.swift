internal import ByteCoding
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

/// What a job has measured, as far as it came: curves, similarity, weights.
struct ResultRoutes: Sendable {
  let recordings: RecordingReader

  func curves(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    guard let form = try PictureForm(request) else {
      return try await columns(ExperimentArtifact.curves, request)
    }
    let picture = try CurvePicture(form, request.query)
    return try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(ExperimentArtifact.curves, of: recorded)
      return try await recordings.answers.threads.run {
        picture.svg(
          try picture.source(recorded.job.title, from: bytes), isPartial: recorded.isPartial)
      }
    }
  }

  func health(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await columns(ExperimentArtifact.health, request)
  }

  /// Columns over the recorded steps, of the artifact of this name.
  private func columns(
    _ name: String, _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try CurveSelection(request.query)
    return try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(name, of: recorded)
      let (table, total) = try await recordings.select(selection, from: bytes)
      return CurveEncoding.content(table, totalPoints: total, recorded, as: request.format)
    }
  }

  func similarity(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(ExperimentArtifact.similarity, of: recorded)
      return PiecedContent(
        try await recordings.answers.threads.run(over: bytes.count) {
          switch request.format {
          case .csv: SimilarityEncoding.csv(try SimilarityColumns(stored: bytes))
          case .ndjson: SimilarityEncoding.ndjson(try SimilarityColumns(stored: bytes))
          default:
            try SimilarityEncoding.json(stored: bytes).marked(partial: recorded.isPartial)
          }
        })
    }
  }

  func weights(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await recordings.answerRecorded(request) { recorded in
      let spec = try await recordings.datasets.outline(of: recorded.job)
      let (step, weights, precision) = try await recordings.snapshot(
        request.query["at"], parameter: "at", of: recorded, spec)
      return PiecedContent(
        request.format == .safetensors
          ? WeightEncoding.safetensors(weights, precision: precision, step: step)
          : WeightEncoding.json(weights, step: step).marked(partial: recorded.isPartial))
    }
  }
}

extension RecordingReader {
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

extension RecordingReader {
  /// What is asked for of a succeeded job's curves, and how many rows there are in all.
  func curves(of job: Job, _ selection: CurveSelection) async throws -> (CurveTable, total: Int) {
    try await select(selection, from: jobs.artifact(ExperimentArtifact.curves, of: job))
  }

  /// What is asked for of a stored table, and how many rows it has in all.
  fileprivate func select(
    _ selection: CurveSelection, from bytes: [UInt8]
  ) async throws -> (CurveTable, total: Int) {
    try await answers.threads.run(over: bytes.count) { try selection.table(from: bytes) }
  }
}

extension CurveEncoding {
  /// A table in a format.
  fileprivate static func content(
    _ table: CurveTable, totalPoints: Int, _ recorded: RecordedJob, as format: MediaFormat
  ) -> PiecedContent {
    switch format {
    case .csv: PiecedContent(csv(table))
    case .ndjson: PiecedContent(ndjson(table))
    default:
      PiecedContent(pieces(table, totalPoints: totalPoints).marked(partial: recorded.isPartial))
    }
  }
}
