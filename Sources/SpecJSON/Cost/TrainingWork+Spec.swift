package import TrainingModel

extension TrainingWork {
  /// The work of a spec. O(recorded points).
  package init(of spec: TrainingSpec) {
    let rows = spec.dataset.trainRows
    let points = spec.recording.recordedSteps(of: spec.training.steps).count
    let layers = zip(spec.widths, spec.layers).map {
      (units: $1.units, fanIn: $0, rules: $1.regularization)
    }
    self.init(
      Shape(
        widths: spec.widths, parameters: spec.parameterCount, trainRows: rows,
        testRows: spec.dataset.testRows, batchRows: spec.training.batchSize ?? rows,
        steps: spec.training.steps, points: points,
        trainRowsBetween: spec.recording.rowsBetween(of: rows),
        testRowsBetween: spec.recording.rowsBetween(of: spec.dataset.testRows),
        similarity: spec.recording.similarity,
        snapshots: min(points, spec.recording.snapshots),
        curvature: min(points, spec.recording.curvature),
        drawn: Drawn(
          spec.training.gradientRules, inputs: spec.inputs, parameters: spec.parameterCount,
          layers: layers)))
  }
}
