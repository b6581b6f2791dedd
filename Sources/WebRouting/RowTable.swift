package import StrictJSON

/// A table of named columns: what every series and list is as rows of JSON, CSV and NDJSON.
///
/// Cells are asked for as they are written, so that a table takes no more memory than what it is
/// told from. Column names are in snake_case; a member of an object stands under the names of both
/// with `_` between.
package struct RowTable: Sendable {
  /// What stands in a row under a column.
  package enum Cell: Sendable {
    /// There is no value: null, and empty in CSV.
    case none
    case integer(Int)
    /// Where it is not finite: null with its word among the row's `non_finite`, and `nan`, `inf` or
    /// `-inf` in CSV.
    case number(Double)
    case text(String)
    /// A list or an object; in CSV its text.
    case json(JSONValue)

    /// A number, where there is one.
    package init(_ value: Double?) { self = value.map(Cell.number) ?? .none }

    /// A text, where there is one.
    package init(_ text: String?) { self = text.map(Cell.text) ?? .none }

    /// A value of JSON.
    package init(_ value: JSONValue?) {
      switch value {
      case nil, .null?: self = .none
      case .string(let text)?: self = .text(text)
      case let value?: self = .json(value)
      }
    }
  }

  /// A column: its name, and its cell in a row.
  package struct Column: Sendable {
    package let name: String
    package let cell: @Sendable (_ row: Int) -> Cell

    package init(_ name: String, _ cell: @escaping @Sendable (_ row: Int) -> Cell) {
      self.name = name
      self.cell = cell
    }
  }

  package var columns: [Column]
  /// How many rows there are.
  package let rows: Int

  package init(rows: Int, columns: [Column]) {
    self.rows = rows
    self.columns = columns
  }

  /// The names of the columns, in order.
  package var names: [String] { columns.map(\.name) }

  /// The table of the columns of these names alone, in their order here; of those that it lacks,
  /// columns without values.
  package func arranged(as names: [String]) -> RowTable {
    var found: [String: Column] = [:]
    for column in columns { found[column.name] = column }
    return RowTable(rows: rows, columns: names.map { found[$0] ?? Column($0) { _ in .none } })
  }
}
