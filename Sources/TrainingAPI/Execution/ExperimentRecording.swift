package import NeuronSimilarity
package import TrainingEngine
internal import TrainingModel

/// What a training has recorded so far: of one under way, or of one that came to no result.
package struct ExperimentRecording: Sendable {
  /// What went through the layers at one recorded step.
  typealias Signals = (step: Int, layers: [LayerSignal])

  /// The recorded points, and the seconds of training before each.
  var points: [TrainingRecord.Point] = []
  var seconds: [Double] = []
  /// Nil where the spec does not ask for similarity.
  package var similarity: SimilarityRecord?
  var signals: [Signals] = []
  /// The steps whose weights were kept, ascending.
  var snapshotSteps: [Int] = []

  /// The measurements as columns.
  func curves(of spec: TrainingSpec) -> CurveTable {
    CurveTable(points, epochs: EpochCount(spec).epochs, seconds: seconds)
  }
}

/// What one recorded step adds to an ``ExperimentRecording``.
package struct RecordedStep: Sendable {
  /// The measurements.
  package let point: TrainingRecord.Point
  /// Seconds of training before it.
  package let seconds: Double
  let signals: [LayerSignal]
  /// A record of this step alone; nil where the spec does not ask for it.
  let similarity: SimilarityRecord?
}

extension ExperimentRecording {
  /// Takes the next recorded step in.
  mutating func append(_ step: RecordedStep) {
    points.append(step.point)
    seconds.append(step.seconds)
    if let added = step.similarity {
      signals.append((step.point.step, step.signals))
      if similarity == nil { similarity = added } else { similarity?.append(added) }
    }
  }
}
