internal import ByteCoding
package import Experiments
package import WebRouting

extension SimilarityColumns {
  /// A row a recorded step and layer, a column a series: the mean of `incoming` is `incoming_mean`.
  package func rows(clock: RecordingClock? = nil) -> RowTable {
    let count = max(1, layers.count)
    var list = [RowTable.Column("step") { [steps] in .integer(steps[$0 / count]) }]
    list += [
      RowTable.Column("layer") { [layers] in .integer(layers[$0 % count].layer) },
      RowTable.Column("units") { [layers] in .integer(layers[$0 % count].units) },
    ]
    if !trainRows.isEmpty {
      list.append(RowTable.Column("train_rows") { [trainRows] in .integer(trainRows[$0 / count]) })
    }
    list += SimilaritySeries.pointers.enumerated().map { place, pointer in
      RowTable.Column(pointer.replacing("/", with: "_")) { [columns] row in
        let value = columns[row % count][place].value(at: row / count)
        return RowTable.Cell(value.flatMap { $0.isFinite ? $0 : nil })
      }
    }
    if let clock { list.append(clock.column { [steps] in steps[$0 / count] }) }
    return RowTable(rows: steps.count * layers.count, columns: list)
  }
}
