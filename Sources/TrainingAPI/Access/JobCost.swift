internal import TrainingCore

/// What a job takes from the others that wait for a processor.
enum JobCost {
  /// The multiply-adds of the forward passes of all steps: parameters × steps × batch.
  static func multiplyAdds(of spec: TrainingSpec) -> Double {
    let rows = spec.training.batchSize ?? spec.dataset.trainRows
    return Double(spec.parameterCount) * Double(spec.training.steps) * Double(rows)
  }
}
