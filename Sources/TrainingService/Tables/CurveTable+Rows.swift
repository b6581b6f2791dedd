package import Experiments
package import WebRouting

extension CurveTable {
  /// A row a recorded step, a column a curve.
  ///
  /// - Parameter clock: tells `time`, the last column; nil leaves it out.
  package func rows(clock: RecordingClock? = nil) -> RowTable {
    var list = [RowTable.Column("step") { [steps] in .integer(steps[$0]) }]
    list += columns.map { column in
      RowTable.Column(column.name) { RowTable.Cell(column.values[$0]) }
    }
    if let clock { list.append(clock.column { [steps] in steps[$0] }) }
    return RowTable(rows: steps.count, columns: list)
  }

  /// A row a recorded step and layer, a column a measurement: `activation_mean_1` is `activation_mean`
  /// where `layer` is 1. What is told of no single layer stands in the rows of all.
  package func rowsOfLayers(clock: RecordingClock? = nil) -> RowTable {
    var measurements: [String] = []
    var layers: Set<Int> = []
    var found: [String: [Int: Column]] = [:]
    var common: [Column] = []
    for column in columns {
      guard let name = LayerColumn(column.name) else {
        common.append(column)
        continue
      }
      if found[name.measurement] == nil { measurements.append(name.measurement) }
      found[name.measurement, default: [:]][name.layer] = column
      layers.insert(name.layer)
    }
    let order = layers.sorted()
    let count = max(1, order.count)
    var list = [
      RowTable.Column("step") { [steps] in .integer(steps[$0 / count]) },
      RowTable.Column("layer") { order.isEmpty ? .none : .integer(order[$0 % count]) },
    ]
    list += common.map { column in
      RowTable.Column(column.name) { RowTable.Cell(column.values[$0 / count]) }
    }
    list += measurements.map { name in
      let columns = order.map { found[name]?[$0] }
      return RowTable.Column(name) { RowTable.Cell(columns[$0 % count]?.values[$0 / count] ?? nil) }
    }
    if let clock { list.append(clock.column { [steps] in steps[$0 / count] }) }
    return RowTable(rows: steps.count * count, columns: list)
  }
}
