package import TrainingModel

/// The lowest training loss of a network that answers every row alike: where one that cannot tell
/// rows apart stays.
package enum ConstantAnswer {
  /// In nats the entropy of the labels, for several sigmoid outputs the sum of each one's; half the
  /// variance of the targets, summed over outputs.
  ///
  /// - Complexity: O(rows × outputs).
  package static func loss(_ data: Dataset, outputs: Int, loss: LossFunction) -> Double {
    let rows = LabelledRows(data.train, of: data, outputs: outputs)
    guard rows.rows > 0 else { return 0 }
    return (0..<outputs).reduce(0) { sum, output in
      let targets = (0..<rows.rows).map { rows.targets[$0 * outputs + output] }
      let mean = targets.reduce(0, +) / Double(rows.rows)
      switch loss {
      case .meanSquaredError:
        let variance =
          targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows.rows)
        return sum + variance / 2
      case .crossEntropy: return sum - surprise(mean)
      case .binaryCrossEntropy: return sum - surprise(mean) - surprise(1 - mean)
      }
    }
  }

  /// p ln p, 0 at 0.
  private static func surprise(_ p: Double) -> Double { p > 0 ? p * naturalLogarithm(p) : 0 }
}
