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

  /// Makes room for so many points.
  mutating func reserveCapacity(_ count: Int) {
    points.reserveCapacity(count)
    seconds.reserveCapacity(count)
    signals.reserveCapacity(count)
  }

  /// The measurements as columns.
  package func curves(of spec: TrainingSpec) -> CurveTable {
    let table = CurveTable(points, epochs: EpochCount(spec).epochs, seconds: seconds)
    return CurveTable(
      steps: table.steps,
      columns: table.columns + CurveTable.curvature(curvature, at: table.steps, of: spec))
  }
}
