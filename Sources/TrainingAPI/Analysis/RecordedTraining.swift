internal import JobQueue
internal import StrictJSON
internal import TrainingCore

/// What a finished training left behind, in the form that analyses read.
struct RecordedTraining: Sendable {
  /// The whole network at one step.
  struct Moment: Sendable {
    var step: Int
    var weights: NetworkWeights
  }

  let spec: TrainingSpec
  /// The first and the last snapshot; one and the same where the training ended at once.
  let start: Moment
  let end: Moment
  let curves: CurveTable
  /// The similarity answer; nil where it was not recorded.
  let similarity: JSONValue?
  let outcome: RunOutcome
  let divergedAt: Int?

  /// The training loss at each recorded step.
  var losses: [Double] { curves["train_loss"]?.values.map { $0 ?? .nan } ?? [] }

  /// A series of a layer's similarity, counted from 1, by pointer; nil where it was not recorded.
  func series(_ pointer: String, layer: Int) -> [Double?]? {
    guard let layer = similarity?["layers"]?.arrayValue?[layer - 1] else { return nil }
    return JSONPointer("/" + pointer).flatMap { layer[$0] }?.arrayValue?.map {
      $0.numberValue?.asDouble
    }
  }
}

extension APIServices {
  /// The recorded training of a succeeded job.
  func training(of job: Job) async throws -> RecordedTraining {
    let spec = try await datasets.spec(of: job)
    let first = try await snapshot("initial", parameter: "at", of: job, spec)
    let last = try await snapshot("final", parameter: "at", of: job, spec)
    let result = try JSONValue.parse(job.result ?? [])
    let similarity = try await queue.artifact(ExperimentArtifact.similarity, of: job.id)
    guard let outcome = result["outcome"]?.stringValue.flatMap(RunOutcome.init(rawValue:)) else {
      throw MalformedArtifact()
    }
    return RecordedTraining(
      spec: spec, start: .init(step: first.step, weights: first.weights),
      end: .init(step: last.step, weights: last.weights),
      curves: try CurveTable(bytes: try await artifact(ExperimentArtifact.curves, of: job)),
      similarity: try similarity.map { try JSONValue.parse($0) },
      outcome: outcome, divergedAt: result["diverged_at"]?.numberValue?.asInt)
  }
}
