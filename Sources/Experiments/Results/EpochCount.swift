internal import TrainingModel

/// How many times a training has gone through its training set: each time takes every row once, its last
/// batch what is left.
struct EpochCount {
  private let rows: Int
  private let batchSize: Int

  init(_ spec: TrainingSpec) {
    rows = max(1, spec.dataset.trainRows)
    batchSize = min(spec.training.batchSize ?? rows, rows)
  }

  /// Passes over the training set that so many updates come to.
  func epochs(after step: Int) -> Double {
    let batches = (rows + batchSize - 1) / batchSize
    let taken = min(step % batches * batchSize, rows)
    return Double(step / batches) + Double(taken) / Double(rows)
  }
}
