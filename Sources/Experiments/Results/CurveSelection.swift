/// Which part of a job's curves a client wants: `?metrics=&points=&x=`.
package struct CurveSelection: Sendable {
  /// The column that the others are drawn over; the answer's first.
  package enum Axis: String, CaseIterable {
    case step, epoch, seconds
  }

  /// Rows where nothing else is asked for.
  package static let defaultPoints = 1000

  /// Columns by name; nil for all.
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
    if let unknown = metrics?.first(where: { !table.names.contains($0) }) {
      throw UnknownCurve(name: unknown, names: table.names)
    }
    let axes = Axis.allCases.map(\.rawValue)
    let columns = table.names.filter { name in
      let isAxis = axes.contains(name)
      if metrics?.contains(name) == true { return true }
      if isAxis { return axis == nil ? metrics == nil : name == axis?.rawValue }
      return metrics == nil
    }
    let leading = table["train_loss"] ?? table.columns.first
    let rows =
      limit.map { CurveDownsampling.rows(of: leading?.values ?? [], limit: $0) }
      ?? Array(table.steps.indices)
    return table.selecting(rows: rows, columns: columns)
  }
}

/// A curve is asked for that the job has not recorded.
package struct UnknownCurve: Error {
  /// The name that was asked for.
  package let name: String
  /// The curves that there are.
  package let names: [String]
}
