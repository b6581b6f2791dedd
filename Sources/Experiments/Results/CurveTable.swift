package import TrainingEngine

/// What was measured over a training, as columns: one row a recorded step.
package struct CurveTable: Sendable, Equatable {
  /// One column; nil where the row has no such value (the minibatch's loss after the last update).
  package struct Column: Sendable, Equatable {
    /// The name in the API, in snake_case.
    package var name: String
    /// One value a row; not finite where the measurement was not.
    package var values: [Double?]

    package init(name: String, values: [Double?]) {
      self.name = name
      self.values = values
    }
  }

  /// Updates done before each row.
  package var steps: [Int]
  /// The measurements, all as long as `steps`; only those that the training has.
  package var columns: [Column]

  ///
  /// - Precondition: all columns are as long as `steps`.
  package init(steps: [Int], columns: [Column]) {
    precondition(columns.allSatisfy { $0.values.count == steps.count }, "a column is too short")
    self.steps = steps
    self.columns = columns
  }

  /// The table of a training.
  ///
  /// `epoch` is the passes over the training set that the updates before the row come to, and
  /// `gradient_norm` the norm over all layers, of which `gradient_norm_1` is the first hidden one.
  /// `train_rows` and `test_rows` are the rows that losses, accuracies and norms are over, where these
  /// are not all rows at every point. `epochs` tells the passes that so many updates come to, `seconds` is the time since the start at
  /// each point.
  package init(
    _ points: [TrainingRecord.Point], epochs: (_ step: Int) -> Double, seconds: [Double]
  ) {
    typealias Point = TrainingRecord.Point
    func column(_ name: String, _ value: (Point) -> Double?) -> Column {
      Column(name: name, values: points.map(value))
    }
    var columns = [
      column("epoch") { epochs($0.step) },
      Column(name: "seconds", values: seconds),
      column("train_loss") { $0.trainLoss },
      column("objective") { point in point.penalty.map { point.trainLoss + $0 } },
      column("test_loss") { $0.testLoss },
      column("train_accuracy") { $0.trainAccuracy },
      column("test_accuracy") { $0.testAccuracy },
      column("batch_loss") { $0.batchLoss },
      column("train_rows") { $0.trainRows.map(Double.init) },
      column("test_rows") { $0.testRows.map(Double.init) },
    ]
    if let layers = points.first?.gradientNorms.count, layers > 0 {
      columns.append(
        column("gradient_norm") { point in
          point.gradientNorms.reduce(0) { $0 + $1 * $1 }.squareRoot()
        })
      for layer in 0..<layers {
        columns.append(column("gradient_norm_\(layer + 1)") { $0.gradientNorms[layer] })
      }
    }
    self.init(
      steps: points.map(\.step),
      columns: columns.filter { column in column.values.contains { $0 != nil } })
  }

  /// The column with this name.
  package subscript(name: String) -> Column? { columns.first { $0.name == name } }

  /// The names of all columns, `step` first.
  package var names: [String] { ["step"] + columns.map(\.name) }

  /// The table of these rows and columns alone.
  package func selecting(rows: [Int], columns names: [String]) -> CurveTable {
    CurveTable(
      steps: rows.map { steps[$0] },
      columns: columns.filter { names.contains($0.name) }.map { column in
        Column(name: column.name, values: rows.map { column.values[$0] })
      })
  }
}
