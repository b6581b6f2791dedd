extension Dataset {
  /// The same rows with a test split drawn from them where `testShare` is above 0, and with
  /// standardised features where asked for.
  ///
  /// - Precondition: with a `testShare`, there is no test split yet, and there are two rows at least.
  /// - Complexity: O(numbers).
  package func prepared(testShare: Double, seed: UInt64, standardize: Bool) -> Dataset {
    let data = testShare > 0 ? split(testShare: testShare, seed: seed) : self
    return standardize ? data.standardized() : data
  }

  /// The rows apart in a training and a test split, drawn by `seed`, each in the rows' own order.
  ///
  /// - Parameter share: the part that is tested on; see ``testRows(of:share:)``.
  /// - Precondition: there is no test split yet, and there are two rows at least.
  func split(testShare share: Double, seed: UInt64) -> Dataset {
    precondition(test == nil, "the rows are split already")
    let rows = trainRows
    var order = Array(0..<rows)
    var random = RandomStream(seed: seed, purpose: .testSplit)
    order.withUnsafeMutableBufferPointer { random.shuffle($0) }
    let count = Self.testRows(of: rows, share: share)
    var split = self
    split.test = selection(order.prefix(count).sorted())
    split.train = selection(order.dropFirst(count).sorted())
    return split
  }

  /// Rows that a test split of this share takes: rounded, one at least, and one at least is left.
  package static func testRows(of rows: Int, share: Double) -> Int {
    share == 0 ? 0 : min(max(1, Int((share * Double(rows)).rounded())), rows - 1)
  }

  private func selection(_ rows: [Int]) -> Split {
    let width = train.targets.count / max(1, trainRows)
    return Split(
      inputs: train.inputs.rows(rows, columns: features),
      targets: rows.flatMap { train.targets[($0 * width)..<(($0 + 1) * width)] })
  }

  /// The features that are one number in every training row.
  private var constantFeatures: Set<Int> {
    let first = train.inputs.values(0..<features)
    var candidates = Array(0..<features)
    for row in 0..<trainRows where !candidates.isEmpty {
      let values = train.inputs.values(row * features..<(row + 1) * features)
      candidates.removeAll { values[$0] != first[$0] }
    }
    return Set(candidates)
  }

  /// Visits the inputs of each training row in turn.
  package func forEachTrainingRow(_ visit: (_ inputs: [Double]) -> Void) {
    for row in 0..<trainRows {
      visit(train.inputs.values(row * features..<(row + 1) * features))
    }
  }

  /// Every feature less its mean, over its standard deviation, both over the training split and
  /// applied to the test split too; a feature that does not vary is only moved to 0.
  func standardized() -> Dataset {
    var means = [Double](repeating: 0, count: features)
    var deviations = [Double](repeating: 0, count: features)
    let rows = Double(trainRows)
    forEachTrainingRow { values in
      for feature in 0..<features { means[feature] += values[feature] / rows }
    }
    // The mean of equal numbers may miss them by the last bit, and what is left would be scaled up.
    let constants = constantFeatures
    for feature in constants { means[feature] = train.inputs[feature] }
    forEachTrainingRow { values in
      for feature in 0..<features {
        let difference = values[feature] - means[feature]
        deviations[feature] += difference * difference / rows
      }
    }
    for feature in 0..<features {
      deviations[feature] = constants.contains(feature) ? 1 : deviations[feature].squareRoot()
    }
    let columns = RowNumbers.Standardization(means: means, deviations: deviations)
    func standardize(_ split: Split) -> Split {
      Split(inputs: split.inputs.standardized(by: columns), targets: split.targets)
    }
    var data = self
    data.train = standardize(train)
    data.test = test.map(standardize)
    return data
  }
}
