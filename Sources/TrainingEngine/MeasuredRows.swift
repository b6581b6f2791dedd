internal import Kernels
internal import TrainingModel

/// The rows that a recorded step is measured over: all, or those that stand for them.
struct MeasuredRows<Scalar: KernelScalar> {
  let train: PackedData<Scalar>
  let test: PackedData<Scalar>?
  /// Whether other recorded steps are measured over other rows.
  let varies: Bool

  /// All rows.
  init(all train: PackedData<Scalar>, test: PackedData<Scalar>?, varies: Bool) {
    self.train = train
    self.test = test
    self.varies = varies
  }

  /// Those of all `whole` rows of a data set that a plan takes between the first and the last step.
  ///
  /// - Complexity: O(rows × log rows).
  init(sampleOf whole: MeasuredRows, _ data: Dataset, by plan: RecordingPlan) {
    train = whole.train.chosen(data.recordedTrainRows(by: plan))
    test = whole.test.map { $0.chosen(data.recordedTestRows(by: plan)) }
    varies = true
  }
}

extension PackedData {
  /// Some of the rows in the order given, or the whole where they are as many.
  fileprivate func chosen(_ places: [Int]) -> PackedData {
    guard places.count < rows else { return self }
    let part = PackedData(rows: places.count, like: self)
    for (target, row) in places.enumerated() { part.copy(row: row, of: self, to: target) }
    return part
  }
}
