extension Dataset {
  /// Whether exchanging any two inputs, in every row at once, leaves the training rows with their
  /// targets the same but for their order, as it does with exclusive or.
  ///
  /// - Complexity: O(numbers) where the first two inputs tell; else O(numbers × features).
  package var isSymmetricInInputs: Bool {
    let width = train.targets.count / max(1, trainRows)
    func row(_ index: Int, exchanging first: Int?) -> [Double] {
      var row = train.inputs.values(index * features..<(index + 1) * features)
      if let first { row.swapAt(first, first + 1) }
      return row + train.targets[index * width..<(index + 1) * width]
    }
    let interruption = Interruption.current
    let plain = Dictionary(
      (0..<trainRows).map { (row($0, exchanging: nil), 1) }, uniquingKeysWith: +)
    // Exchanges of neighbours make up all others.
    return (0..<max(0, features - 1)).allSatisfy { first in
      var left = plain
      for index in 0..<trainRows {
        guard !interruption.isRequested, let count = left[row(index, exchanging: first)], count > 0
        else { return false }
        left[row(index, exchanging: first)] = count - 1
      }
      return true
    }
  }
}
