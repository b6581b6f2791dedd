/// Which part of a job's curves a client wants: `?metrics=&points=&x=`.
package struct CurveSelection: Sendable {
  /// The column that the others are drawn over; the answer's first.
  package enum Axis: String, CaseIterable {
    case step, epoch, seconds
  }

  /// Rows where nothing else is asked for.
  package static let defaultPoints = 1000

  /// Columns by name, or those of all layers by the name without the layer; nil for all.
  package var metrics: [String]?
  /// Rows at most; nil for all.
  package var limit: Int?
  /// nil shows all three.
  package var axis: Axis?

  package init(metrics: [String]?, limit: Int?, axis: Axis?) {
    self.metrics = metrics
    self.limit = limit
    self.axis = axis
  }

  /// The rows and columns asked for.
  ///
  /// Throws where a metric is asked for that the job has not recorded.
  package func apply(to table: CurveTable) throws(UnknownCurve) -> CurveTable {
    let columns = try columns(among: table.names)
    let leading = Self.leading(among: table.names).flatMap { table[$0] }
    let rows =
      limit.map { CurveDownsampling.rows(of: leading?.values ?? [], limit: $0) }
      ?? Array(table.steps.indices)
    return table.selecting(rows: rows, columns: columns)
  }

  /// The rows and columns asked for of a stored table, of which no other columns are read, and how many
  /// rows it has in all.
  ///
  /// Throws likewise, and where the bytes are no table.
  package func table(from bytes: [UInt8]) throws -> (CurveTable, total: Int) {
    let stored = try StoredCurves(bytes)
    let columns = try columns(among: stored.names)
    let leading = limit == nil ? nil : Self.leading(among: stored.names)
    let read = try stored.columns { $0 == leading || columns.contains($0) }
    var selection = self
    // What is read to choose the rows by need not be shown.
    selection.metrics = columns
    selection.axis = nil
    let table = try selection.apply(to: CurveTable(steps: stored.steps, columns: read))
    return (table, stored.steps.count)
  }

  /// The columns asked for among those that a job has recorded.
  private func columns(among names: [String]) throws(UnknownCurve) -> [String] {
    let metrics = metrics.map { $0.map { metric in (metric, Self.columns(of: metric, in: names)) } }
    if let unknown = metrics?.first(where: { $0.1.isEmpty }) {
      throw UnknownCurve(name: unknown.0, names: names)
    }
    let wanted = metrics.map { Set($0.flatMap(\.1)) }
    let axes = Axis.allCases.map(\.rawValue)
    return names.filter { name in
      let isAxis = axes.contains(name)
      if wanted?.contains(name) == true { return true }
      if isAxis { return axis == nil ? wanted == nil : name == axis?.rawValue }
      return wanted == nil
    }
  }

  /// The column of this name, or where there is none those of each layer: `dead_fraction` is
  /// `dead_fraction_1` and the others.
  private static func columns(of metric: String, in names: [String]) -> [String] {
    if names.contains(metric) { return [metric] }
    return names.filter { CurveTable.LayerColumn($0)?.measurement == metric }
  }

  /// The column that the rows are chosen by.
  private static func leading(among names: [String]) -> String? {
    names.contains("train_loss") ? "train_loss" : names.dropFirst().first
  }
}

/// A curve is asked for that the job has not recorded.
package struct UnknownCurve: Error {
  /// The name that was asked for.
  package let name: String
  /// The curves that there are.
  package let names: [String]

  package init(name: String, names: [String]) {
    self.name = name
    self.names = names
  }
}
