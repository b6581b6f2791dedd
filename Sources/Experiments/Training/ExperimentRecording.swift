package import NeuronSimilarity
package import TrainingEngine
package import TrainingModel

/// What a training has recorded so far: of one under way, or of one that came to no result.
package struct ExperimentRecording: Sendable {
  /// What went through the layers at one recorded step.
  package typealias Signals = (step: Int, layers: [LayerSignal])

  /// The recorded points, and the seconds of training before each.
  package var points: [TrainingRecord.Point] = []
  var seconds: [Double] = []
  /// Nil where the spec does not ask for similarity.
  package var similarity: SimilarityRecord?
  package var signals: [Signals] = []
  /// The curvature at the recorded steps at which the spec asks for it.
  package var curvature: [CurvatureRecorder.Entry] = []
  /// The steps whose weights were kept, ascending.
  package var snapshotSteps: [Int] = []

  package init(
    points: [TrainingRecord.Point] = [], seconds: [Double] = [],
    similarity: SimilarityRecord? = nil, signals: [Signals] = [],
    curvature: [CurvatureRecorder.Entry] = [], snapshotSteps: [Int] = []
  ) {
    self.points = points
    self.seconds = seconds
    self.similarity = similarity
    self.signals = signals
    self.curvature = curvature
    self.snapshotSteps = snapshotSteps
  }

  /// The measurements as columns.
  package func curves(of spec: TrainingSpec) -> CurveTable {
    let table = CurveTable(points, epochs: EpochCount(spec).epochs, seconds: seconds)
    return CurveTable(
      steps: table.steps,
      columns: table.columns + CurveTable.curvature(curvature, at: table.steps, of: spec))
  }
}

/// What one recorded step adds to an ``ExperimentRecording``.
package struct RecordedStep: Sendable {
  /// The measurements.
  package let point: TrainingRecord.Point
  /// Seconds of training before it.
  package let seconds: Double
  package let signals: [LayerSignal]
  /// Nil where it was not measured at this step.
  package let curvature: CurvatureRecorder.Entry?
  /// A record of this step alone; nil where the spec does not ask for it.
  let similarity: SimilarityRecord?
}

extension ExperimentRecording {
  /// Takes the next recorded step in.
  package mutating func append(_ step: RecordedStep) {
    points.append(step.point)
    seconds.append(step.seconds)
    if let added = step.similarity {
      signals.append((step.point.step, step.signals))
      if let measured = step.curvature { curvature.append(measured) }
      if similarity == nil { similarity = added } else { similarity?.append(added) }
    }
  }
}
