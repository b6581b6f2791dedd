package import TrainingModel

/// The lowest training loss of a network that answers every row alike: where one that cannot tell
/// rows apart stays.
package enum ConstantAnswer {
  /// In nats the entropy of the labels, for several sigmoid outputs the sum of each one's; half the
  /// variance of the targets, summed over outputs.
  ///
  /// - Complexity: O(rows × outputs).
  package static func loss(_ data: Dataset, outputs: Int, loss: LossFunction) -> Double {
    let rows = data.trainRows
    guard rows > 0 else { return 0 }
    return means(data, outputs: outputs).enumerated().reduce(0) { sum, entry in
      let (output, mean) = entry
      switch loss {
      case .meanSquaredError:
        let variance =
          (0..<rows).reduce(0.0) {
            let difference = target(data, row: $1, output, of: outputs) - mean
            return $0 + difference * difference
          } / Double(rows)
        return sum + variance / 2
      case .crossEntropy: return sum - surprise(mean)
      case .binaryCrossEntropy: return sum - surprise(mean) - surprise(1 - mean)
      }
    }
  }

  /// The mean of each output's targets, classes of several outputs as one-hot rows: the constant
  /// answer itself under a half squared error, else its probabilities.
  ///
  /// - Precondition: there are training rows.
  /// - Complexity: O(rows × outputs).
  package static func means(_ data: Dataset, outputs: Int) -> [Double] {
    (0..<outputs).map { output in
      (0..<data.trainRows).reduce(0.0) { $0 + target(data, row: $1, output, of: outputs) }
        / Double(data.trainRows)
    }
  }

  /// As ``LabelledRows`` has it, without a copy of the rows.
  private static func target(
    _ data: Dataset, row: Int, _ output: Int, of outputs: Int
  ) -> Double {
    switch data.task {
    case .classification where outputs > 1:
      data.train.targets[row] == Double(output) ? 1 : 0
    case .classification, .regression: data.train.targets[row * outputs + output]
    }
  }

  /// p ln p, 0 at 0.
  private static func surprise(_ p: Double) -> Double { p > 0 ? p * naturalLogarithm(p) : 0 }
}
