internal import ByteCoding
internal import NeuronSimilarity
internal import TrainingModel

/// Puts rows to the network of a job at one of its kept steps.
struct OutputReport: Sendable {
  let spec: TrainingSpec
  let weights: NetworkWeights
  let step: Int
  let layer: Int
  /// Nil where nothing of it is needed.
  let data: Dataset?
  let classNames: [String]

  /// The answers that a selection asks for.
  ///
  /// - Complexity: O(rows × parameters); of a split all rows pass, whatever part is shown.
  func table(_ selection: OutputSelection) throws -> OutputTable {
    let network = NetworkAnswers(weights, of: spec, layer: layer, training: data)
    switch selection.source {
    case .dataset(let page):
      guard let data else { preconditionFailure("the rows have not been fetched") }
      return try table(network, page, of: data)
    case .grid(let form):
      guard let data else { preconditionFailure("the rows have not been fetched") }
      let grid = InputGrid(form, around: data)
      var table = table(network, rows: form.rows, of: "grid") { grid.rows($0) }
      table.grid = grid
      return table
    case .sent(let values):
      return table(network, rows: values.count / spec.inputs, of: "rows") {
        [inputs = spec.inputs] in
        Array(values[$0.lowerBound * inputs..<$0.upperBound * inputs])
      }
    }
  }

  /// Of which classes the answers are, if of any: a network that learned classes has them.
  private var isOfClasses: Bool {
    if case .classification = spec.task { return true }
    return false
  }

  private func empty(of source: String, total: Int, _ range: Range<Int>) -> OutputTable {
    let form = spec.layers[layer - 1]
    return OutputTable(
      step: step, layer: layer, form: form, isOutput: layer == spec.layers.count, source: source,
      total: total, range: range, classNames: classNames, targets: [], targetColumns: 1,
      predicted: [], values: [])
  }

  private func table(
    _ network: NetworkAnswers, rows: Int, of source: String, _ inputs: (Range<Int>) -> [Double]
  ) -> OutputTable {
    var table = empty(of: source, total: rows, 0..<rows)
    let interruption = Interruption.current
    for range in Pieces.ranges(of: rows, by: network.rowsAtOnce) {
      if interruption.isRequested { break }
      let piece = network.answers(to: inputs(range))
      table.values += piece.values
      if isOfClasses { table.predicted += network.classes(of: piece.outputs) }
    }
    return table
  }

  private func table(
    _ network: NetworkAnswers, _ page: RowPage, of data: Dataset
  ) throws -> OutputTable {
    let split = try page.rows(of: data)
    let total = split.inputs.count / max(1, data.features)
    let units = spec.layers[layer - 1].units
    let shown = page.range(of: total, columns: units)
    var table = empty(of: page.split.rawValue, total: total, shown)
    table.targetColumns = data.targetColumns
    table.targets = split.rows(shown, features: data.features, targets: data.targetColumns).targets
    var figures = AnswerFigures(data.task)
    let interruption = Interruption.current
    for range in Pieces.ranges(of: total, by: network.rowsAtOnce) {
      if interruption.isRequested { break }
      let rows = split.rows(range, features: data.features, targets: data.targetColumns)
      let piece = network.answers(to: rows, of: data)
      let taken = isOfClasses ? network.classes(of: piece.outputs) : []
      figures.add(rows: range.count, loss: piece.loss, targets: rows.targets, taken: taken)
      let seen = range.clamped(to: shown)
      guard !seen.isEmpty else { continue }
      let own = seen.lowerBound - range.lowerBound..<seen.upperBound - range.lowerBound
      table.values += piece.values[own.lowerBound * units..<own.upperBound * units]
      if isOfClasses { table.predicted += taken[own] }
    }
    table.figures = figures
    return table
  }
}

extension TrainingSpec {
  /// What the targets are, without the rows.
  fileprivate var task: Dataset.Task {
    switch dataset {
    case .generated(let name, _):
      DatasetGenerator.named(name)?.task ?? .regression(outputs: outputs)
    case .stored(let stored): stored.shape.task
    case .inline(let data): data.task
    }
  }
}
