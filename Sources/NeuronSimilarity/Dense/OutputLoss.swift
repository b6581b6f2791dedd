internal import TrainingModel

internal import Glibc

/// A loss and its derivative by the answers, from logits where it takes them.
struct OutputLoss {
  let kind: LossFunction
  let outputs: Int

  init(_ kind: LossFunction, outputs: Int) {
    self.kind = kind
    self.outputs = outputs
  }

  /// The mean over rows of `answers`, (R, outputs).
  func mean(_ answers: [Double], targets: [Double]) -> Double {
    guard outputs > 0, !answers.isEmpty else { return 0 }
    var sum = 0.0
    let rows = answers.count / outputs
    for row in 0..<rows {
      let range = row * outputs..<(row + 1) * outputs
      switch kind {
      case .binaryCrossEntropy:
        for index in range {
          sum += logOnePlusExp(answers[index]) - targets[index] * answers[index]
        }
      case .crossEntropy:
        sum += Self.logSumExp(answers[range])
        for index in range { sum -= targets[index] * answers[index] }
      case .meanSquaredError:
        for index in range {
          let error = answers[index] - targets[index]
          sum += error * error / 2
        }
      }
    }
    return sum / Double(rows)
  }

  /// The derivative of the mean by each answer, (R, outputs).
  func slopes(_ answers: [Double], targets: [Double]) -> [Double] {
    let scale = 1 / Double(max(1, answers.count / max(1, outputs)))
    switch kind {
    case .binaryCrossEntropy:
      return zip(answers, targets).map { scale * (logistic($0) - $1) }
    case .meanSquaredError:
      return zip(answers, targets).map { scale * ($0 - $1) }
    case .crossEntropy:
      var slopes = answers
      for start in stride(from: 0, to: answers.count, by: outputs) {
        let range = start..<start + outputs
        let total = Self.logSumExp(answers[range])
        for index in range {
          slopes[index] = scale * (exp(answers[index] - total) - targets[index])
        }
      }
      return slopes
    }
  }

  /// The second derivative of the mean by the answers, times a movement of them, (R, outputs).
  func curved(_ answers: [Double], along moves: [Double]) -> [Double] {
    let scale = 1 / Double(max(1, answers.count / max(1, outputs)))
    switch kind {
    case .meanSquaredError: return moves.map { scale * $0 }
    case .binaryCrossEntropy:
      return zip(answers, moves).map {
        // In this form both factors keep their digits far out.
        scale * logistic($0) * logistic(-$0) * $1
      }
    case .crossEntropy:
      var curved = moves
      for start in stride(from: 0, to: answers.count, by: outputs) {
        let range = start..<start + outputs
        let total = Self.logSumExp(answers[range])
        let shares = range.map { exp(answers[$0] - total) }
        let mean = zip(shares, range).reduce(0) { $0 + $1.0 * moves[$1.1] }
        for (share, index) in zip(shares, range) {
          curved[index] = scale * share * (moves[index] - mean)
        }
      }
      return curved
    }
  }

  private static func logSumExp(_ values: ArraySlice<Double>) -> Double {
    let most = values.max() ?? 0
    return most + log(values.reduce(0) { $0 + exp($1 - most) })
  }
}
