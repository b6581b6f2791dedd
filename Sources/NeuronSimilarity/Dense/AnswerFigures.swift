package import TrainingModel

/// How well a network answers to rows: their mean loss and, for classes, how many rows of each are
/// taken for which.
package struct AnswerFigures: Sendable, Equatable {
  /// Classes up to which the confusion matrix is counted: it grows with their square.
  package static let mostClasses = 256

  package private(set) var rows = 0
  /// Rows of class t that were taken for p, at t × classes + p; nil for regression and for too many
  /// classes.
  package private(set) var confusion: [Int]?
  /// Nil for regression.
  package let classes: Int?
  private var lossSum = 0.0
  private var right = 0

  /// Figures of no rows yet.
  package init(_ task: Dataset.Task) {
    if case .classification(let classes) = task {
      self.classes = classes
      if classes <= Self.mostClasses {
        confusion = Array(repeating: 0, count: classes * classes)
      }
    } else {
      classes = nil
    }
  }

  /// Mean loss over the rows, without penalties.
  package var loss: Double { rows > 0 ? lossSum / Double(rows) : .nan }

  /// The share of rows that were taken for their own class.
  package var accuracy: Double? {
    classes == nil || rows == 0 ? nil : Double(right) / Double(rows)
  }

  /// Counts rows that were answered.
  ///
  /// - Parameters:
  ///   - targets: class numbers; of no use for regression.
  ///   - taken: the classes that the rows were taken for; empty for regression.
  package mutating func add(rows count: Int, loss: Double, targets: [Double], taken: [Int]) {
    rows += count
    lossSum += loss * Double(count)
    guard let classes else { return }
    for (target, taken) in zip(targets, taken) {
      if Int(target) == taken { right += 1 }
      confusion?[Int(target) * classes + taken] += 1
    }
  }
}
