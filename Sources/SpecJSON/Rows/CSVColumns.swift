internal import StrictJSON

/// What each column of a table is: a feature, a target, or left out.
///
/// The target is one column, by default the last that is not left out, or several by name; `drop`
/// leaves columns out; every other one is a feature.
struct CSVColumns {
  var features: [Int]
  var targets: [Int]

  init?(_ fields: Fields, _ table: CSVTable) {
    let places = Dictionary(uniqueKeysWithValues: zip(table.header, 0...))
    let dropped = fields["drop"].map { Self.columns($0, table, places) } ?? []
    let chosen = fields["target"].map { Self.columns($0, table, places) }
    guard let dropped, chosen == nil || chosen! != nil else { return nil }
    let out = Set(dropped)
    guard
      let targets = chosen ?? table.header.indices.last(where: { !out.contains($0) }).map({ [$0] })
    else {
      fields["drop"]?.fault(.mismatch, "Every column is left out.")
      return nil
    }
    self.targets = targets
    if let twice = targets.first(where: out.contains) {
      fields["target"]?.fault(
        .mismatch, "The column `\(table.header[twice].shortened)` is a target and left out.")
      return nil
    }
    let others = out.union(targets)
    features = table.header.indices.filter { !others.contains($0) }
    guard !targets.isEmpty, Set(targets).count == targets.count, !features.isEmpty else {
      (fields["target"] ?? fields["drop"])?.fault(
        .mismatch, "The targets must be different columns, and one column at least is a feature.")
      return nil
    }
  }

  /// The columns that a name or a list of names names; nil where one is no column.
  private static func columns(
    _ place: Cursor, _ table: CSVTable, _ places: [String: Int]
  ) -> [Int]? {
    // More names than columns need not be looked up to be refused.
    let members =
      place.value.arrayValue.map {
        $0.indices.prefix(table.header.count).map(place.element)
      } ?? [place]
    let columns = members.map { member in
      name(member, table).flatMap { places[$0] } ?? refuse(member, table)
    }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    return columns.compactMap(\.self)
  }

  /// Columns without names are counted from 1, and may be written as numbers.
  private static func name(_ member: Cursor, _ table: CSVTable) -> String? {
    if let text = member.value.stringValue { return text }
    guard !table.hasHeader else { return nil }
    return member.value.numberValue?.asInt.map { String($0) }
  }

  /// Adds the fault of a name that no column has.
  private static func refuse(_ member: Cursor, _ table: CSVTable) -> Int? {
    guard !member.faults.isFull else { return nil }
    if !table.hasHeader {
      member.fault(
        .unknownName,
        "Without a header the columns are 1 to \(table.header.count), counted from the left.")
    } else {
      _ = member.name("a column", among: table.header)
    }
    return nil
  }
}
