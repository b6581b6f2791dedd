internal import StrictJSON
internal import TrainingModel

/// Targets seen as class numbers.
struct ClassTargets {
  let rows: InlineRows
  let limits: SpecLimits
  let faults: FaultList

  /// The largest target, where all are class numbers.
  var largest: Int? {
    guard rows.train.targets.columns == 1 else { return nil }
    var largest = 0
    for value in rows.splits.lazy.flatMap(\.targets.values) {
      guard value >= 0, value < Double(limits.units), value.rounded() == value else { return nil }
      largest = max(largest, Int(value))
    }
    return largest
  }

  /// The task, with one class more than the largest target unless told, two at least; `nil` where
  /// a target is no class.
  func task(largest: Int?) -> Dataset.Task? {
    guard rows.train.targets.columns == 1 else {
      faults.add(
        .mismatch, at: rows.train.targetsPlace,
        "Targets of classification are one class number a row, not rows of numbers.")
      return nil
    }
    let end = rows.task.classes ?? limits.units
    if let largest, largest < end {
      return .classification(classes: rows.task.classes ?? max(2, largest + 1))
    }
    for split in rows.splits {
      for (row, value) in split.targets.values.enumerated() where !faults.isFull {
        let isWhole = value.rounded() == value
        if isWhole, value >= 0, value < Double(end) { continue }
        let detail = "A class must be a whole number from 0 to \(end - 1), not \(value.plain)."
        split.fault(isWhole ? .outOfRange : .notWhole, row: row, detail, faults)
      }
    }
    return nil
  }
}

extension InlineRows.Split {
  /// Adds a fault of one row's target, at the place where it was sent.
  fileprivate func fault(
    _ code: SpecFault.Code, row: Int, _ detail: String, _ faults: FaultList
  ) {
    switch origin {
    case .json: faults.add(code, at: targetsPlace.appending(row), detail)
    case .text(let lines): faults.add(code, at: targetsPlace, "Line \(lines[row]): \(detail)")
    case .file: faults.add(code, at: targetsPlace, "Row \(row + 1): \(detail)")
    }
  }
}
