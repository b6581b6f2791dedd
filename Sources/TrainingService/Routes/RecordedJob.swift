internal import ByteCoding
internal import Experiments
internal import HTTPCodec
internal import Jobs
internal import StrictJSON
internal import Threading
internal import TrainingEngine
internal import TrainingModel
internal import WebRouting

/// A job that has recorded something: all of it where it has succeeded, else as far as it came.
struct RecordedJob: Sendable {
  let job: Job
  /// What was recorded; nil where the job has succeeded, so that its artifacts hold it.
  let recording: ExperimentRecording?

  /// Whether more was to be recorded.
  var isPartial: Bool { recording != nil }
}

extension RecordingReader {
  /// Answers with what a job has recorded, made by `content` unless the client has it already.
  ///
  /// A job that has not ended goes on recording: what is said of it now is kept by nobody. Throws 404,
  /// and 409 where nothing is recorded (with `Retry-After` where it may be yet).
  func answerRecorded(
    _ request: APIRequest, _ content: (RecordedJob) async throws -> some AnswerContent
  ) async throws -> HTTPResponse {
    let recorded = try await recordedJob(request)
    let job = recorded.job
    guard job.state.isTerminal else {
      var head = request.head()
      head.headers["Cache-Control"] = "no-store"
      return try await answers.coded(
        content(recorded).answer(head, on: answers.threads), for: request)
    }
    let head = request.head(EntityTag(of: job, as: request.format))
    let unmade = head.conditional(on: request.http)
    if unmade.status == .notModified { return unmade }
    let response = try await content(recorded).answer(head, on: answers.threads)
    return try await answers.answer(response, about: job, request)
  }

  func recordedJob(_ request: APIRequest) async throws -> RecordedJob {
    // What has ended changes no more.
    if let job = request.job, job.state == .succeeded {
      return RecordedJob(job: job, recording: nil)
    }
    return try await recordedJob(JobReader.jobID(request))
  }

  /// A job that has recorded something. Throws 404, and 409 where nothing is recorded.
  func recordedJob(_ id: JobID) async throws -> RecordedJob {
    // Taken first: a job that ends meanwhile has then left its recording, here or in the store.
    let training = try await live.recording(of: id)
    guard let job = try await jobs.queue.job(id) else { throw Problem.noJob(id) }
    if job.state == .succeeded { return RecordedJob(job: job, recording: nil) }
    var recording = job.state == .running ? training : nil
    if recording?.points.isEmpty ?? true,
      let stored = try await jobs.queue.checkpointPart(CheckpointParts.recording, of: id)
    {
      recording = try await computing.run { try ExperimentRecording(bytes: stored) }
    }
    guard let recording, !recording.points.isEmpty else {
      try JobReader.checkResult(of: job)
      throw Problem.noJob(id)
    }
    return RecordedJob(job: job, recording: recording)
  }

  /// What was measured at the recorded steps, as a succeeded job's artifact of this name has it; nil
  /// where the spec did not ask for it.
  func recording(_ name: String, of recorded: RecordedJob) async throws -> [UInt8]? {
    guard let recording = recorded.recording else {
      return try await jobs.queue.artifact(name, of: recorded.job.id)
    }
    let spec = try await datasets.outline(of: recorded.job)
    return try await computing.run { () -> [UInt8]? in
      switch name {
      case ExperimentArtifact.curves: return recording.curves(of: spec).bytes
      case ExperimentArtifact.health:
        return recording.similarity == nil
          ? nil : CurveTable(recording.signals, points: recording.points).bytes
      case ExperimentArtifact.similarity:
        return recording.similarity.map { SimilarityColumns($0, points: recording.points).bytes }
      default: return nil
      }
    }
  }

  /// The weights that a job has kept at the step that `text` names.
  func snapshot(
    _ text: String?, parameter: String, of recorded: RecordedJob, _ spec: TrainingSpec
  ) async throws -> (step: Int, weights: NetworkWeights, precision: Precision) {
    guard let recording = recorded.recording else {
      return try await snapshot(text, parameter: parameter, of: recorded.job, spec)
    }
    let choice = try SnapshotChoice(steps: recording.snapshotSteps)
    let index = try choice.index(for: text, parameter: parameter)
    let step = choice.steps[index]
    let kept = try await live.snapshots(of: recorded.job.id)
    if kept.indices.contains(index) { return (step, kept[index].weights, spec.precision) }
    let place = SnapshotArchive.place(of: index, in: spec)
    guard let stored = try await jobs.queue.checkpointPart(place.artifact, of: recorded.job.id)
    else {
      throw Problem.noJob(recorded.job.id)
    }
    let weights = try await computing.run {
      try SnapshotArchive.weights(index, in: [place.artifact: stored], of: spec)
    }
    return (step, weights, spec.precision)
  }
}

extension Pieces {
  /// A JSON object with the member `partial` where it tells only a part.
  func marked(partial isPartial: Bool) -> Pieces {
    guard isPartial else { return self }
    return Pieces(count: count) { [last = count - 1, piece] index in
      let bytes = piece(index)
      return index == last ? bytes.dropLast() + Array(#","partial":true}"#.utf8) : bytes
    }
  }
}
