internal import JobQueue
internal import StrictJSON
internal import TrainingModel

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
  /// The recorded training of a succeeded job: fetched by the store's own threads, decoded on the
  /// calling one.
  ///
  /// - Precondition: the calling thread is one of the queue of analyses.
  func training(of id: JobID) throws -> RecordedTraining {
    if Interruption.current.isRequested { throw Interrupted() }
    let stored = try BlockingCall.run {
      let job = try await analysed(id)
      let spec = try await datasets.spec(of: job)
      return (
        spec: spec, result: job.result ?? [],
        first: try await storedSnapshot("initial", parameter: "at", of: job, spec),
        last: try await storedSnapshot("final", parameter: "at", of: job, spec),
        similarity: try await queue.artifact(ExperimentArtifact.similarity, of: id),
        curves: try await artifact(ExperimentArtifact.curves, of: job)
      )
    }
    let result = try JSONValue.parse(stored.result)
    guard let outcome = result["outcome"]?.stringValue.flatMap(RunOutcome.init(rawValue:)) else {
      throw MalformedArtifact()
    }
    return RecordedTraining(
      spec: stored.spec,
      start: .init(
        step: stored.first.step, weights: try WeightBlob.decode(stored.first.bytes).weights),
      end: .init(step: stored.last.step, weights: try WeightBlob.decode(stored.last.bytes).weights),
      curves: try CurveTable(bytes: stored.curves),
      similarity: try stored.similarity.map { try JSONValue.parse($0) },
      outcome: outcome, divergedAt: result["diverged_at"]?.numberValue?.asInt)
  }
}
