internal import ByteCoding
internal import Experiments
internal import Jobs
internal import StrictJSON
internal import Threading
internal import TrainingModel
internal import WebRouting

/// The steps of a job whose weights were kept, and the choice of one of them.
struct SnapshotChoice: Sendable {
  /// Ascending, never empty.
  let steps: [Int]

  init(_ job: Job) throws {
    let result = try JSONValue.parse(job.result ?? [])
    try self.init(
      steps: result["snapshots"]?.arrayValue?.compactMap { $0.numberValue?.asInt } ?? [])
  }

  /// Throws where there are none.
  init(steps: [Int]) throws {
    self.steps = steps
    guard !steps.isEmpty else { throw MalformedArtifact() }
  }

  /// The number, in `steps`, of the one that `initial`, `final` or a number names; the last one
  /// where nothing is named.
  ///
  /// Throws 400 for what is neither, 422 with the steps there are for a number that is none of
  /// them.
  func index(for text: String?, parameter: String) throws(Problem) -> Int {
    switch text {
    case nil, "final": return steps.count - 1
    case "initial": return try kept(0, parameter)
    case let text?:
      guard let step = plainInteger(text) else {
        throw Problem.query(
          parameter: parameter, code: "unknown_value",
          "\(parameter) must be initial, final or the number of a step.",
          suggestion: NearName.nearest(to: text, among: ["initial", "final"]))
      }
      return try kept(step, parameter)
    }
  }

  private func kept(_ step: Int, _ parameter: String) throws(Problem) -> Int {
    guard let index = steps.firstIndex(of: step) else {
      throw Problem(
        .unavailableSelection,
        "The weights of step \(step) were not kept. available lists the steps that were; ask for"
          + " more with record.snapshots.",
        errors: [
          Problem.fault(
            parameter: parameter, code: "no_snapshot", "There is no snapshot at step \(step).")
        ],
        members: ["available": .array(steps.map { .number(JSONNumber($0)) })])
    }
    return index
  }
}

extension RecordingReader {
  /// The weights of a succeeded job at the step that `text` names.
  func snapshot(
    _ text: String?, parameter: String, of job: Job, _ spec: TrainingSpec
  ) async throws -> (step: Int, weights: NetworkWeights, precision: Precision) {
    let (step, bytes) = try await storedSnapshot(text, parameter: parameter, of: job, spec)
    let (weights, precision) = try await answers.threads.run(over: bytes.count) {
      try WeightBlob.decode(bytes)
    }
    return (step, weights, precision)
  }

  /// The same weights as the store keeps them, for `WeightBlob`.
  func storedSnapshot(
    _ text: String?, parameter: String, of job: Job, _ spec: TrainingSpec
  ) async throws -> (step: Int, bytes: [UInt8]) {
    let choice = try SnapshotChoice(job)
    let index = try choice.index(for: text, parameter: parameter)
    let place = SnapshotArchive.place(of: index, in: spec)
    let stored = try await jobs.artifact(place.artifact, of: job)
    return try await answers.threads.run(over: stored.count) {
      (choice.steps[index], try SnapshotArchive.blob(index, in: stored, of: spec))
    }
  }
}
