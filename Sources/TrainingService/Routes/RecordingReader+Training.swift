internal import ByteCoding
internal import Experiments
internal import Jobs
internal import StrictJSON
internal import TrainingModel

extension RecordingReader {
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
        similarity: try await jobs.queue.artifact(ExperimentArtifact.similarity, of: id),
        curves: try await jobs.artifact(ExperimentArtifact.curves, of: job)
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
      similarity: try stored.similarity.map(SimilarityColumns.init(stored:)),
      outcome: outcome, divergedAt: result["diverged_at"]?.numberValue?.asInt)
  }
}
