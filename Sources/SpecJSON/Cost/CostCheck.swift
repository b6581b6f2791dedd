internal import StrictJSON
internal import TrainingModel

/// Holds the work and the memory of a whole training against the limits, on its numbers alone.
///
/// Counts are clamped at `Int.max`, far above any limit, instead of overflowing.
struct CostCheck {
  let limits: SpecLimits
  let faults: FaultList

  /// Adds a fault for every limit that the training would pass.
  func check(
    _ architecture: ArchitectureDraft, _ data: DatasetDraft, _ plan: TrainingPlan,
    _ recording: RecordingPlan, trainingPlace: JSONPointer, recordPlace: JSONPointer
  ) {
    let activations = data.mostRows.timesClamped(architecture.widths.reduce(0, +))
    if activations > limits.activations {
      faults.add(
        .tooCostly, at: architecture.place,
        "One pass over the data makes \(activations) activations (rows × inputs and units); at"
          + " most \(limits.activations) are allowed. Take fewer rows or smaller layers.")
    }
    let normalizes = architecture.layers.contains { $0.regularization.normalization == .batch }
    if normalizes, activations > limits.normalizedActivations {
      faults.add(
        .tooCostly, at: architecture.place,
        "With batch normalisation one pass makes \(activations) activations at once; at most"
          + " \(limits.normalizedActivations) are allowed. Take fewer rows or smaller layers.")
    }
    let points = recording.recordedSteps(of: plan.steps).count
    let recordedLayers = points.timesClamped(architecture.layers.count)
    if recording.similarity, recordedLayers > limits.recordedLayers {
      faults.add(
        .tooCostly, at: recordPlace,
        "Similarity would be recorded at \(points) steps for \(architecture.layers.count) layers,"
          + " \(recordedLayers) in all; at most \(limits.recordedLayers) are allowed. Record fewer"
          + " points, or `similarity` false.")
    }
    checkCurvature(architecture, data, recording, at: recordPlace.appending("curvature"))
    let work = work(architecture, data, plan, recording, points)
    if work.total > Double(limits.multiplyAdds) {
      faults.add(
        .tooCostly, at: trainingPlace,
        "This would take \(work.total.roughly) multiply-adds; at most"
          + " \(Double(limits.multiplyAdds).roughly) are allowed. Take fewer steps, a smaller"
          + " `batch_size`, smaller layers or fewer recorded points.")
    } else if work.recording > max(Double(limits.recordedMultiplyAdds), work.learning) {
      faults.add(
        .tooCostly, at: recordPlace,
        "Recording would take \(work.recording.roughly) multiply-adds, and the training itself"
          + " \(work.learning.roughly); recording may take as many as the training, and"
          + " \(Double(limits.recordedMultiplyAdds).roughly) in any case. Record fewer points, or"
          + " take fewer rows.")
    }
  }

  private func checkCurvature(
    _ architecture: ArchitectureDraft, _ data: DatasetDraft, _ recording: RecordingPlan,
    at place: JSONPointer
  ) {
    guard recording.curvature > 0 else { return }
    let product = CurvatureWork.ofProduct(
      parameters: architecture.parameterCount, rows: data.trainRows)
    guard product > limits.curvatureMultiplyAdds else { return }
    faults.add(
      .tooCostly, at: place,
      "A product of this network's Hessian with a vector takes \(product) multiply-adds (6 × parameters"
        + " × training rows); at most \(limits.curvatureMultiplyAdds) are allowed. Leave `curvature`"
        + " out, or take fewer parameters or rows.")
  }

  private func work(
    _ architecture: ArchitectureDraft, _ data: DatasetDraft, _ plan: TrainingPlan,
    _ recording: RecordingPlan, _ points: Int
  ) -> TrainingWork {
    let layers = architecture.layers.enumerated().map { index, layer in
      (units: layer.units, fanIn: architecture.fanIn(index), rules: layer.regularization)
    }
    return TrainingWork(
      TrainingWork.Shape(
        widths: architecture.widths, parameters: architecture.parameterCount,
        trainRows: data.trainRows, testRows: data.testRows,
        batchRows: plan.batchSize ?? data.trainRows, steps: plan.steps, points: points,
        trainRowsBetween: recording.rowsBetween(of: data.trainRows),
        testRowsBetween: recording.rowsBetween(of: data.testRows),
        similarity: recording.similarity, snapshots: min(points, recording.snapshots),
        curvature: min(points, recording.curvature),
        drawn: TrainingWork.Drawn(
          plan.gradientRules, inputs: architecture.inputs,
          parameters: architecture.parameterCount, layers: layers)))
  }
}

extension Double {
  /// Two significant digits, such as 3.2e16.
  fileprivate var roughly: String {
    guard self >= 100 else { return plain }
    var mantissa = self
    var exponent = 0
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return "\(((mantissa * 10).rounded() / 10).plain)e\(exponent)"
  }
}
