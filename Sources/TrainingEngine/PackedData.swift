internal import Kernels
internal import TrainingModel

/// A split of a data set in the form and precision that the engine reads.
///
/// Inputs are (rows, features) without padding; targets are (rows, stride), one column an output:
/// the class as 0 or 1 for a single output, one-hot for several, the numbers themselves for
/// regression.
struct PackedData<Scalar: KernelScalar> {
  let rows: Int
  let features: Int
  let outputs: Int
  let stride: Int
  let inputs: NumberBuffer<Scalar>
  let targets: NumberBuffer<Scalar>

  /// Room for rows of the form of another split's, to be copied in later.
  init(rows: Int, like other: PackedData) {
    self.init(rows: rows, features: other.features, outputs: other.outputs, stride: other.stride)
  }

  private init(rows: Int, features: Int, outputs: Int, stride: Int) {
    self.rows = rows
    self.features = features
    self.outputs = outputs
    self.stride = stride
    inputs = NumberBuffer(count: rows * features)
    targets = NumberBuffer(count: rows * stride)
  }

  init(_ split: Dataset.Split, of dataset: Dataset, outputs: Int, stride: Int) {
    self.init(
      rows: split.inputs.count / max(1, dataset.features), features: dataset.features,
      outputs: outputs, stride: stride)
    for index in 0..<(rows * features) {
      inputs.pointer[index] = Scalar(rounding: split.inputs[index])
    }
    for row in 0..<rows {
      switch dataset.task {
      case .classification where outputs > 1:
        targets.pointer[row * stride + Int(split.targets[row])] = 1
      case .classification, .regression:
        for output in 0..<outputs {
          targets.pointer[row * stride + output] = Scalar(
            rounding: split.targets[row * outputs + output])
        }
      }
    }
  }

  /// Copies one row of another split over a row of this one.
  func copy(row: Int, of source: PackedData, to target: Int) {
    (inputs.pointer + target &* features).update(
      from: source.inputs.pointer + row &* features, count: features)
    (targets.pointer + target &* stride).update(
      from: source.targets.pointer + row &* stride, count: stride)
  }
}
