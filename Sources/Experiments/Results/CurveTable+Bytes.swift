internal import ByteCoding

extension CurveTable {
  /// The table as it is stored: see ``StoredCurves``. O(numbers).
  package var bytes: [UInt8] {
    var writer = LittleEndianWriter(reservingCapacity: 1 << 14)
    writer.append(text: StoredCurves.magic)
    writer.append(varint: UInt64(columns.count))
    for column in columns { writer.append(short: column.name) }
    var table = ColumnTableWriter(rows: steps.count)
    table.append(NumberColumn(steps.map(Double.init)))
    for column in columns {
      table.append(
        column.values.contains { $0 == nil }
          ? NumberColumn(
            column.values.map { $0 ?? 0 }, absences: column.values.map { $0 == nil ? 1 : 0 })
          : NumberColumn(column.values.map { $0 ?? 0 }))
    }
    table.append(to: &writer)
    return writer.bytes
  }

  /// Reads what is stored, all columns.
  package init(bytes: [UInt8]) throws {
    let stored = try StoredCurves(bytes)
    self.init(steps: stored.steps, columns: try stored.columns { _ in true })
  }
}
