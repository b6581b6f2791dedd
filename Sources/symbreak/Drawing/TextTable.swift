/// Columns of text under their names: the first aligned left, figures right.
package struct TextTable {
  private var rows: [[String]]

  /// A table with these columns and no row yet.
  package init(_ columns: [String]) {
    rows = [columns]
  }

  /// Adds a row.
  ///
  /// - Precondition: it has as many cells as there are columns.
  package mutating func append(_ row: [String]) {
    precondition(row.count == rows[0].count, "a row needs one cell for each column")
    rows.append(row)
  }

  /// The table, a text a row.
  package var lines: [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
    }
  }
}
