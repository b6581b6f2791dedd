internal import StrictJSON
internal import WebRouting

/// Which columns of a list's rows a query asks for by `fields`.
enum ListFields {
  /// The columns of `known` that are asked for, in the order asked; all where none are.
  ///
  /// Throws 400 for unknown names, and where the form has no columns.
  static func read(
    _ query: CheckedQuery, among known: [String], as format: MediaFormat
  ) throws(Problem) -> [String] {
    let names = query.names("fields")
    for name in names where !known.contains(name) {
      throw Problem.query(
        parameter: "fields", code: "unknown_value",
        "There is no column \(name.shortened). There are \(known.joined(separator: ", ")).",
        suggestion: NearName.nearest(to: name, among: known))
    }
    if names.isEmpty { return known }
    guard format.isTable else {
      throw Problem.query(
        parameter: "fields", code: "rows_only",
        "fields chooses columns of rows, csv and ndjson. Ask for one of these with format.")
    }
    return names
  }
}

/// In which order a list is.
enum ListOrder: String, CaseIterable {
  case newestFirst = "-created_at"
  case oldestFirst = "created_at"
}
