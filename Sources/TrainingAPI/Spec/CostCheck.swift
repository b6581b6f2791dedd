internal import NeuronSimilarity
internal import StrictJSON
internal import TrainingCore

/// Holds the work and the memory of a whole training against the limits, on its numbers alone.
///
/// Every count is clamped at `Int.max`, far above any limit, instead of overflowing.
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
    let work = multiplyAdds(architecture, data, plan, points, similarity: recording.similarity)
    if work > limits.multiplyAdds {
      faults.add(
        .tooCostly, at: trainingPlace,
        "This would take \(Double(work).roughly) multiply-adds; at most"
          + " \(Double(limits.multiplyAdds).roughly) are allowed. Take fewer steps, a smaller"
          + " `batch_size`, smaller layers or fewer recorded points.")
    }
  }

  /// Multiply-adds that take about as long as one random number.
  private static let workOfDraw = 2000

  /// Random numbers of all steps together.
  private func drawnNumbers(
    _ architecture: ArchitectureDraft, _ data: DatasetDraft, _ plan: TrainingPlan
  ) -> Int {
    let rules = plan.gradientRules
    var ofWeights = 0
    if rules.noise != nil { ofWeights += architecture.parameterCount }
    if rules.weightNoise > 0 { ofWeights += architecture.parameterCount }
    var ofRows = rules.inputNoise > 0 ? architecture.inputs : 0
    for (index, layer) in architecture.layers.enumerated() {
      if layer.regularization.dropConnect > 0 {
        ofWeights += layer.units * architecture.fanIn(index)
      }
      if layer.regularization.dropout > 0 { ofRows += layer.units }
    }
    let rows = (plan.batchSize ?? data.trainRows).timesClamped(ofRows)
    return plan.steps.timesClamped(rows.plusClamped(ofWeights))
  }

  private func multiplyAdds(
    _ architecture: ArchitectureDraft, _ data: DatasetDraft, _ plan: TrainingPlan,
    _ points: Int, similarity: Bool
  ) -> Int {
    let learning = plan.steps.timesClamped(plan.batchSize ?? data.trainRows)
    // Both splits are evaluated, and `mostRows` is at least the test split's.
    let evaluation = points.timesClamped(data.trainRows + data.mostRows)
    let passes = architecture.parameterCount.timesClamped(learning.plusClamped(evaluation))
      .plusClamped(drawnNumbers(architecture, data, plan).timesClamped(Self.workOfDraw))
    guard similarity else { return passes }
    let probeRows = min(data.trainRows, Observation.probeLimit)
    let widths = architecture.widths + [0]
    let pairs = architecture.layers.indices.reduce(0) { sum, index in
      let units = min(widths[index + 1], Observation.neuronLimit)
      let length = 2 * widths[index] + widths[index + 2] + probeRows
      return sum.plusClamped((units * units).timesClamped(length))
    }
    return passes.plusClamped(points.timesClamped(pairs))
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
