package import TrainingModel

/// Rows of inputs with what the network should answer to each, in float64.
package struct LabelledRows: Sendable {
  package let rows: Int
  package let features: Int
  package let outputs: Int
  /// (rows, features), row by row.
  package let inputs: [Double]
  /// (rows, outputs): real targets, one-hot classes, or the class itself for a single output.
  package let targets: [Double]

  /// The rows of `split` for a network with this many outputs; at most `limit` of them.
  ///
  /// - Complexity: O(answer).
  package init(_ split: Dataset.Split, of data: Dataset, outputs: Int, limit: Int = .max) {
    let count = min(limit, split.inputs.count / max(1, data.features))
    rows = count
    features = data.features
    self.outputs = outputs
    inputs = split.inputs.values(0..<count * data.features)
    switch data.task {
    case .classification where outputs > 1:
      targets = (0..<count).flatMap { row in
        (0..<outputs).map { Double($0) == split.targets[row] ? 1 : 0 }
      }
    case .classification, .regression:
      targets = Array(split.targets.prefix(count * outputs))
    }
  }

  /// The training rows of `spec`; where parameters × rows would pass `budget`, the ``RowSample`` that
  /// it allows for, one row at least. All of them where batches are normalised, whose means are
  /// those of the whole training set.
  ///
  /// - Complexity: O(training rows + answer).
  init(probing spec: TrainingSpec, budget: Int) {
    let data = spec.dataset.dataset()
    let affordable = max(1, budget / max(1, spec.parameterCount))
    if spec.normalizesBatches || data.trainRows <= affordable {
      self.init(data.train, of: data, outputs: spec.outputs)
      return
    }
    // Only what is taken is copied: the whole may be large.
    let chosen = RowSample.rows(of: data, count: affordable)
    let (train, targets) = (data.train, data.train.targets.count / data.trainRows)
    self.init(
      Dataset.Split(
        inputs: train.inputs.rows(chosen, columns: data.features),
        targets: chosen.flatMap { train.targets[$0 * targets..<($0 + 1) * targets] }),
      of: data, outputs: spec.outputs)
  }

  private init(rows: Int, features: Int, outputs: Int, inputs: [Double], targets: [Double]) {
    self.rows = rows
    self.features = features
    self.outputs = outputs
    self.inputs = inputs
    self.targets = targets
  }

  /// Some of the rows, in the order given.
  func chosen(_ indices: some Collection<Int>) -> LabelledRows {
    LabelledRows(
      rows: indices.count, features: features, outputs: outputs,
      inputs: indices.flatMap { inputs[$0 * features..<($0 + 1) * features] },
      targets: indices.flatMap { targets[$0 * outputs..<($0 + 1) * outputs] })
  }
}
