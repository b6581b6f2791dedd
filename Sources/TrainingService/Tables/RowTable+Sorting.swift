internal import StrictJSON
internal import WebRouting

extension RowTable {
  /// The table in the order of a column, or with `-` before its name in the other; equal rows, and those
  /// without a value, which stand last, in the order that they had. As it is where there is no name.
  ///
  /// Throws 400 for the name of no column. O(rows × log rows).
  func sorted(by name: String?) throws(Problem) -> RowTable {
    guard let name else { return self }
    let isFalling = name.hasPrefix("-")
    let sought = isFalling ? String(name.dropFirst()) : name
    guard let column = columns.first(where: { $0.name == sought }) else {
      throw Problem.query(
        parameter: "sort", code: "unknown_value",
        "There is no column \(sought.shortened). There are \(names.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: sought, among: names))
    }
    let keys = (0..<rows).map { SortKey(column.cell($0)) }
    let order = (0..<rows).sorted { first, second in
      switch (keys[first], keys[second]) {
      case (nil, nil): return first < second
      case (nil, _): return false
      case (_, nil): return true
      case (let a?, let b?):
        if a == b { return first < second }
        return isFalling ? b < a : a < b
      }
    }
    return RowTable(
      rows: rows,
      columns: columns.map { column in Column(column.name) { column.cell(order[$0]) } })
  }

  /// Numbers stand before texts.
  private struct SortKey: Comparable {
    let number: Double
    let text: String

    /// Nil where there is no value, or a number that is not finite.
    init?(_ cell: Cell) {
      switch cell {
      case .none: return nil
      case .integer(let value): (number, text) = (Double(value), "")
      case .number(let value):
        guard value.isFinite else { return nil }
        (number, text) = (value, "")
      case .text(let value): (number, text) = (.infinity, value)
      case .json(let value):
        if let known = value.numberValue?.asDouble {
          (number, text) = (known, "")
        } else {
          (number, text) = (.infinity, String(decoding: value.serialized(), as: UTF8.self))
        }
      }
    }

    static func < (one: SortKey, other: SortKey) -> Bool {
      (one.number, one.text) < (other.number, other.text)
    }
  }
}

extension Problem {
  /// A document is not sorted.
  static var rowsAreSorted: Problem {
    query(
      parameter: "sort", code: "rows_only",
      "sort orders rows, csv and ndjson. Ask for one of these with format.")
  }
}
