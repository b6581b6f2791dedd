package import StrictJSON

extension RowTable {
  /// A row an object: its members under their names, those of objects within it under both names, what
  /// was measured (`{"value", "reason"}`) under its name and its reason under that and `_reason`.
  ///
  /// - Parameter whole: members that stay as they are.
  /// - Complexity: O(values).
  package init(flattening objects: [JSONValue], keeping whole: Set<String> = []) {
    var names: [String] = []
    let rows = objects.map { object in
      var cells: [String: Cell] = [:]
      Self.flatten(object, under: nil, keeping: whole) { name, value in
        if cells.updateValue(Cell(value), forKey: name) == nil, !names.contains(name) {
          names.append(name)
        }
      }
      return cells
    }
    self.init(
      rows: rows.count, columns: names.map { name in Column(name) { rows[$0][name] ?? .none } })
  }

  private static func flatten(
    _ value: JSONValue, under name: String?, keeping whole: Set<String>,
    _ take: (String, JSONValue) -> Void
  ) {
    guard let object = value.objectValue, name.map({ !whole.contains($0) }) ?? true else {
      if let name { take(name, value) }
      return
    }
    let isMeasured = name != nil && object.keys == ["value", "reason"]
    for (key, member) in object {
      let place = name.map { isMeasured && key == "value" ? $0 : "\($0)_\(key)" } ?? key
      flatten(member, under: place, keeping: whole, take)
    }
  }
}
