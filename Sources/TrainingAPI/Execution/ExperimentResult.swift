public import NeuronSimilarity
public import TrainingCore

/// What an experiment came to: the figures of a job's `result`, and the measurements that are
/// stored beside it.
public struct ExperimentResult: Sendable {
  /// What was trained.
  public let spec: TrainingSpec
  /// Everything that the trainer recorded; the digest covers it.
  public let record: TrainingRecord
  /// How alike the neurons were at each recorded step; nil where the spec did not ask for it.
  public let similarity: SimilarityRecord?
  /// How alike the neurons of each hidden layer are at the end, in every case.
  public let symmetry: [SimilarityRecord.FinalSymmetry]
  /// The measurements as columns.
  public let curves: CurveTable
  /// What went through each layer, as columns; nil where similarity was not recorded.
  let health: CurveTable?
  /// What the training came to.
  public let outcome: RunOutcome
  /// The digest of curves and final weights: equal for equal specs.
  public let digest: String
  /// Seconds that the training took.
  public let seconds: Double

  /// Whether the caller ended the training before its last step: then this is no result of the
  /// spec.
  public var stoppedEarly: Bool { record.stoppedEarly }

  /// What the weights and biases of every layer were drawn from; empty where the training ended
  /// before its first step.
  public var initialization: [(weights: DrawnInitialization, biases: DrawnInitialization?)] {
    guard let first = record.snapshots.first, first.step == 0 else { return [] }
    return DrawnInitialization.layers(of: spec, startedAs: first.weights)
  }

  /// The steps whose weights were kept, ascending.
  public var snapshotSteps: [Int] { record.snapshots.map(\.step) }

  init(
    spec: TrainingSpec, record: TrainingRecord, similarity: SimilarityRecord?,
    signals: [(step: Int, layers: [LayerSignal])], secondsAtPoints: [Double], seconds: Double
  ) {
    self.spec = spec
    self.record = record
    self.similarity = similarity
    self.seconds = seconds
    symmetry = (similarity ?? Self.similarityAtEnd(of: record, spec))?.finalSymmetry ?? []
    let rows = spec.dataset.trainRows
    curves = CurveTable(
      record.points,
      rowsPerStep: Double(min(spec.training.batchSize ?? rows, rows)) / Double(max(1, rows)),
      seconds: secondsAtPoints)
    health = similarity == nil ? nil : CurveTable(signals)
    outcome = RunOutcome(record.points, divergedAt: record.divergedAt)
    digest = ReplayDigest.of(record)
  }

  /// What the last snapshot shows, for trainings that did not record it.
  private static func similarityAtEnd(
    of record: TrainingRecord, _ spec: TrainingSpec
  ) -> SimilarityRecord? {
    guard let last = record.snapshots.last else { return nil }
    var recorder = SimilarityRecorder()
    recorder.observe(Observation(of: last.weights, in: spec, at: last.step))
    return recorder.record()
  }

  /// The blobs that are stored beside the result, by name.
  var artifacts: [String: [UInt8]] {
    var artifacts = [ExperimentArtifact.curves: curves.bytes]
    if let similarity {
      artifacts[ExperimentArtifact.similarity] = SimilarityEncoding.json(similarity)
    }
    if let health { artifacts[ExperimentArtifact.health] = health.bytes }
    artifacts.merge(SnapshotArchive.artifacts(record.snapshots, of: spec)) { first, _ in first }
    return artifacts
  }
}
