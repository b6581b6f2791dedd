internal import Kernels
internal import TrainingModel

/// A split of a data set in the form and precision that the engine reads.
///
/// Inputs are (rows, features) without padding; targets are (rows, stride), one column an output:
/// the class as 0 or 1 for a single output, one-hot for several, the numbers themselves for
/// regression.
struct PackedData<Scalar: KernelScalar> {
  /// How inputs are held.
  enum Form {
    /// As numbers of the engine's, which may be read where they stand.
    case inPlace
    /// As the data set keeps them where they are many, to be copied row by row.
    case toCopy
  }

  let rows: Int
  let features: Int
  let outputs: Int
  let stride: Int
  /// Empty where there is a ``reader``.
  let inputs: NumberBuffer<Scalar>
  let targets: NumberBuffer<Scalar>
  /// What has the inputs that are held as the data set keeps them.
  private let reader: RowReader<Scalar>?

  /// Numbers from which on a second copy of the inputs is worse than the time that reading takes.
  private static var many: Int { 1 << 20 }

  /// Room for rows of the form of another split's, to be copied in later.
  init(rows: Int, like other: PackedData) {
    self.init(
      rows: rows, features: other.features, outputs: other.outputs, stride: other.stride,
      reader: nil)
  }

  private init(
    rows: Int, features: Int, outputs: Int, stride: Int, reader: RowReader<Scalar>?
  ) {
    self.rows = rows
    self.features = features
    self.outputs = outputs
    self.stride = stride
    self.reader = reader
    inputs = NumberBuffer(count: reader == nil ? rows * features : 0)
    targets = NumberBuffer(count: rows * stride)
  }

  init(
    _ split: Dataset.Split, of dataset: Dataset, outputs: Int, stride: Int, form: Form = .inPlace
  ) {
    let reader = RowReader<Scalar>(split.inputs, columns: dataset.features)
    self.init(
      rows: split.inputs.count / max(1, dataset.features), features: dataset.features,
      outputs: outputs, stride: stride,
      reader: Self.keepsRows(form, numbers: split.inputs.count) ? reader : nil)
    if self.reader == nil { reader.read(0, count: rows, to: inputs.pointer) }
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

  /// Whether inputs of so many numbers stay as the data set keeps them.
  static func keepsRows(_ form: Form, numbers: Int) -> Bool {
    form == .toCopy && numbers >= many
  }

  /// Copies one row of another split over a row of this one, which holds its own inputs.
  func copy(row: Int, of source: PackedData, to target: Int) {
    let own = inputs.pointer + target &* features
    if let reader = source.reader {
      reader.read(row, count: 1, to: own)
    } else {
      own.update(from: source.inputs.pointer + row &* features, count: features)
    }
    (targets.pointer + target &* stride).update(
      from: source.targets.pointer + row &* stride, count: stride)
  }

  /// The inputs of `count` rows from row `first` on; they stand until others are asked for.
  func inputs(from first: Int, count: Int) -> UnsafePointer<Scalar> {
    reader?.piece(first, count: count) ?? UnsafePointer(inputs.pointer + first &* features)
  }
}

extension TrainingSpec {
  /// Whether the trainings of single networks read the training rows where they stand, and not batches
  /// that are copied of them.
  var readsRowsInPlace: Bool {
    training.batchSize == nil && training.gradientRules.inputNoise == 0
  }
}
