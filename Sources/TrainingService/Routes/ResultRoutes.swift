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
    let picture = try CurvePicture(request)
    let query = try CurveQuery(request.query, as: request.format)
    return try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(ExperimentArtifact.curves, of: recorded)
      if let picture {
        return try await recordings.answers.threads.run {
          PiecedContent(
            Pieces(
              picture.svg(
                try picture.source(recorded.job.title, from: bytes),
                isPartial: recorded.isPartial)))
        }
      }
      let (table, total) = try await recordings.select(query.selection, from: bytes)
      guard request.format.isTable else { return table.document(total, recorded) }
      let clock = query.showsTime ? try await recordings.clock(of: recorded) : nil
      return PiecedContent(table.rows(clock: clock).pieces(as: request.format))
    }
  }

  /// As rows, one a layer.
  func health(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let query = try CurveQuery(request.query, as: request.format)
    return try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(ExperimentArtifact.health, of: recorded)
      let (table, total) = try await recordings.select(query.selection, from: bytes)
      guard request.format.isTable else { return table.document(total, recorded) }
      let clock = query.showsTime ? try await recordings.clock(of: recorded) : nil
      return PiecedContent(table.rowsOfLayers(clock: clock).pieces(as: request.format))
    }
  }

  func similarity(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    try await recordings.answerRecorded(request) { recorded in
      let bytes = try await recordings.artifact(ExperimentArtifact.similarity, of: recorded)
      let clock = request.format.isTable ? try await recordings.clock(of: recorded) : nil
      return PiecedContent(
        try await recordings.answers.threads.run(over: bytes.count) {
          request.format.isTable
            ? try SimilarityColumns(stored: bytes).rows(clock: clock).pieces(as: request.format)
            : try SimilarityEncoding.json(stored: bytes).marked(partial: recorded.isPartial)
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

extension RecordingReader {
  /// When a job's steps were recorded; nil where it never began.
  fileprivate func clock(of recorded: RecordedJob) async throws -> RecordingClock? {
    let bytes = try await artifact(ExperimentArtifact.curves, of: recorded)
    return try await answers.threads.run(over: bytes.count) {
      try RecordingClock(recorded.job, curves: bytes)
    }
  }
}

extension CurveTable {
  /// The table as the document of the API.
  fileprivate func document(_ totalPoints: Int, _ recorded: RecordedJob) -> PiecedContent {
    PiecedContent(
      CurveEncoding.pieces(self, totalPoints: totalPoints).marked(partial: recorded.isPartial))
  }
}
