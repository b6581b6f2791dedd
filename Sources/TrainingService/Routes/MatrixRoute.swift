internal import ByteCoding
internal import Experiments
internal import ByteCoding
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import WebRouting

/// The neuron × neuron matrix of one layer, computed when it is asked for.
struct MatrixRoute: Sendable {
  let recordings: RecordingReader

  func matrix(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let selection = try MatrixSelection(request.query)
    let form = try PictureForm(request, alone: PictureForm.size)
    return try await recordings.answerRecorded(request) { recorded in
      let outline = try await recordings.datasets.outline(of: recorded.job)
      try selection.check(outline)
      let spec =
        selection.readsRows
        ? try await recordings.datasets.fetching(outline, of: recorded.job.owner) : outline
      let snapshot = try await recordings.snapshot(
        request.query["step"], parameter: "step", of: recorded, spec)
      return try await recordings.computing.run {
        let matrix = selection.matrix(of: snapshot.weights, at: snapshot.step, spec)
        guard let matrix else { throw MalformedArtifact() }
        if let form {
          return PiecedContent(
            Pieces(
              selection.svg(matrix, step: snapshot.step, of: recorded.job.title, form.size)))
        }
        if request.format.isTable {
          let rows = matrix.rows(layer: selection.layer, step: snapshot.step, of: selection.kind)
          return PiecedContent(rows.pieces(as: request.format))
        }
        let rows = selection.rows(at: snapshot.step, spec)
        return PiecedContent(
          selection.json(matrix, step: snapshot.step, rows: rows)
            .marked(partial: recorded.isPartial))
      }
    }
  }
}
