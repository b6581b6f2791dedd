internal import StrictJSON
internal import WebRouting

/// The rows of a sweep's table gathered over fields that varied: one group for all jobs that agree in
/// the others, in the order in which the table has the first of each.
struct SweepGroups: Sendable {
  struct Group: Sendable {
    /// What its jobs have in common, one a field of `by`.
    var values: [JSONValue]
    var rows: [SweepTable.Row]
  }

  /// The varied fields that tell the groups apart.
  let by: [String]
  /// Those that are gathered over.
  let over: [String]
  let groups: [Group]

  /// The groups of a table.
  ///
  /// - Parameter over: fields among the table's `varied`.
  /// - Complexity: O(rows × varied fields).
  init(_ table: SweepTable, over: Set<String>) {
    let kept = table.varied.indices.filter { !over.contains(table.varied[$0]) }
    by = kept.map { table.varied[$0] }
    self.over = table.varied.filter(over.contains)
    var (groups, places): ([Group], [[UInt8]: Int]) = ([], [:])
    for row in table.rows {
      let values = kept.map { row.values[$0] }
      let key = JSONValue.array(values).serialized()
      if let place = places[key] {
        groups[place].rows.append(row)
      } else {
        places[key] = groups.count
        groups.append(Group(values: values, rows: [row]))
      }
    }
    self.groups = groups
  }

  /// The groups that a query asks for by `by` or `over`; over the seed where it names neither.
  ///
  /// Throws 400 where a field is named that the sweep does not vary, or the two do not name each
  /// varied field once.
  init(_ table: SweepTable, _ query: CheckedQuery) throws(Problem) {
    let (by, over) = (Set(query.names("by")), Set(query.names("over")))
    try Self.check(by, "by", table)
    try Self.check(over, "over", table)
    let others = Set(table.varied).subtracting(by)
    if !by.isEmpty, !over.isEmpty, over != others {
      throw Problem.query(
        parameter: "by", code: "excluded",
        "by and over do not name each varied field once. Send one: it leaves the rest to the other."
      )
    }
    self.init(table, over: by.isEmpty ? over.isEmpty ? ["/seed"] : over : others)
  }

  private static func check(
    _ names: Set<String>, _ parameter: String, _ table: SweepTable
  ) throws(Problem) {
    guard let unknown = names.subtracting(table.varied).min() else { return }
    throw Problem.query(
      parameter: parameter, code: "not_varied",
      "This sweep does not vary \(unknown). It varies \(table.varied.joined(separator: ", ")).",
      suggestion: NearName.nearest(to: unknown, among: table.varied))
  }
}
