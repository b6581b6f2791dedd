package import NeuronSimilarity
package import TrainingEngine
package import TrainingModel

/// What an experiment came to: the figures of a job's `result`, and the measurements that are
/// stored beside it.
package struct ExperimentResult: Sendable {
  /// What was trained.
  package let spec: TrainingSpec
  /// Everything that the trainer recorded; the digest covers it.
  package let record: TrainingRecord
  /// How alike the neurons were at each recorded step; nil where the spec did not ask for it.
  package let similarity: SimilarityRecord?
  /// How alike the neurons of each hidden layer are at the end, in every case.
  package let symmetry: [SimilarityRecord.FinalSymmetry]
  /// How many neurons each hidden layer amounts to at the end: see `EquitablePartition`; empty where
  /// no weights were kept.
  let equitableClasses: [Int]
  /// The same up to factors: see `FactorPartition`; nil in layers to which a kind does not apply.
  let factorClasses: [FactorKind: [Int?]]
  /// The measurements as columns.
  package let curves: CurveTable
  /// What went through each layer, as columns; nil where similarity was not recorded.
  let health: CurveTable?
  /// What the training came to.
  package let outcome: RunOutcome
  /// The digest of curves and final weights: equal for equal specs; empty where there is no result.
  package let digest: String
  /// Seconds that the training took.
  package let seconds: Double
  /// What was recorded, as a training that came to no result keeps it.
  package let recording: ExperimentRecording
  /// Whether the caller ended the training before its last step, or its last measurements: then
  /// this is no result of the spec.
  package let stoppedEarly: Bool

  /// What the weights and biases of every layer were drawn from; empty where the training ended
  /// before its first step.
  package var initialization: [(weights: DrawnInitialization, biases: DrawnInitialization?)] {
    guard let first = record.snapshots.first, first.step == 0 else { return [] }
    return DrawnInitialization.layers(of: spec, startedAs: first.weights)
  }

  /// The steps whose weights were kept, ascending.
  package var snapshotSteps: [Int] { record.snapshots.map(\.step) }

  init(
    spec: TrainingSpec, record: TrainingRecord, similarity: SimilarityRecord?,
    signals: [(step: Int, layers: [LayerSignal])], curvature: [CurvatureRecorder.Entry] = [],
    secondsAtPoints: [Double], seconds: Double,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.spec = spec
    self.record = record
    self.similarity = similarity
    self.seconds = seconds
    symmetry =
      record.stoppedEarly
      ? []
      : (similarity ?? Self.similarityAtEnd(of: record, spec, isInterrupted))?.finalSymmetry ?? []
    equitableClasses = record.stoppedEarly ? [] : Self.equitableClasses(at: record, spec)
    factorClasses = record.stoppedEarly ? [:] : Self.factorClasses(at: record, spec)
    recording = ExperimentRecording(
      points: record.points, seconds: secondsAtPoints, similarity: similarity, signals: signals,
      curvature: curvature, snapshotSteps: record.snapshots.map(\.step))
    curves = recording.curves(of: spec)
    health = similarity == nil ? nil : CurveTable(signals, points: record.points)
    outcome = RunOutcome(
      record.points, divergedAt: record.divergedAt,
      constantAnswer: ConstantAnswer.loss(
        spec.dataset.dataset(), outputs: spec.outputs, loss: spec.training.loss))
    // Whoever ended a training waits for its end and not for what it would have come to.
    digest = record.stoppedEarly ? "" : ReplayDigest.of(record)
    stoppedEarly = record.stoppedEarly || isInterrupted()
  }

  /// Pairs of neurons that the mean cosine of a layer is over: those of the neurons compared whose
  /// incoming weights are not all zero.
  func cosinePairs(ofLayer layer: Int) -> Int? {
    guard let weights = record.snapshots.last?.weights.layers[layer - 1] else { return nil }
    let compared = similarity?.layers[layer - 1].sampledUnits ?? weights.units
    let pointed = Observation.evenlySpaced(compared, of: weights.units).count { unit in
      weights.weights[unit * weights.fanIn..<(unit + 1) * weights.fanIn].contains { $0 != 0 }
    }
    return pointed * (pointed - 1) / 2
  }

  private static func equitableClasses(at record: TrainingRecord, _ spec: TrainingSpec) -> [Int] {
    guard let first = record.snapshots.first, let last = record.snapshots.last else { return [] }
    let start = EquitablePartition(first.weights, of: spec)
    let end = EquitablePartition(
      last.weights, of: spec, after: last.step - first.step, from: start)
    return end.layers.dropLast().map(\.classCount)
  }

  private static func factorClasses(
    at record: TrainingRecord, _ spec: TrainingSpec
  ) -> [FactorKind: [Int?]] {
    guard let first = record.snapshots.first, let last = record.snapshots.last else { return [:] }
    var counts: [FactorKind: [Int?]] = [:]
    for kind in FactorKind.allCases {
      guard spec.layers.dropLast().contains(where: kind.applies) else {
        counts[kind] = spec.layers.dropLast().map { _ in nil }
        continue
      }
      let start = FactorPartition(first.weights, of: spec, upTo: kind)
      let end = FactorPartition(
        last.weights, of: spec, after: last.step - first.step, from: start)
      counts[kind] = end.layers.dropLast().map { $0?.partition.classCount }
    }
    return counts
  }

  /// What the last snapshot shows, for trainings that did not record it.
  private static func similarityAtEnd(
    of record: TrainingRecord, _ spec: TrainingSpec, _ isInterrupted: @escaping @Sendable () -> Bool
  ) -> SimilarityRecord? {
    guard let last = record.snapshots.last else { return nil }
    var recorder = SimilarityRecorder()
    recorder.observe(
      Observation(of: last.weights, in: spec, at: last.step, isInterrupted: isInterrupted),
      isInterrupted: isInterrupted)
    return recorder.record(isInterrupted: isInterrupted)
  }

  /// The blobs that are stored beside the result, by name.
  package var artifacts: [String: [UInt8]] {
    var artifacts = [ExperimentArtifact.curves: curves.bytes]
    if let similarity {
      artifacts[ExperimentArtifact.similarity] = SimilarityEncoding.json(
        similarity, points: record.points)
    }
    if let health { artifacts[ExperimentArtifact.health] = health.bytes }
    artifacts.merge(SnapshotArchive.artifacts(record.snapshots, of: spec)) { first, _ in first }
    return artifacts
  }
}
