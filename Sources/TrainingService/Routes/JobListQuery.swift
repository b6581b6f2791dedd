internal import Jobs
internal import StrictJSON
internal import TrainingModel
internal import WebRouting

/// What `GET /v1/jobs` is asked for: `?state=&label=&scheme=&sweep=&sort=&limit=&cursor=`.
///
/// A filter without a value is none: forms and dashboards send those that nothing was chosen for.
struct JobListQuery: Sendable {
  static let limits = 1...200
  static let defaultLimit = 50

  var filter = JobFilter()
  var cursor: JobCursor?
  var limit: Int

  init(_ query: CheckedQuery) throws(Problem) {
    let states = query.names("state")
    if !states.isEmpty {
      var wanted: Set<JobState> = []
      for state in states {
        wanted.insert(try CheckedQuery.read(state, "state", of: JobState.self))
      }
      filter.states = wanted
    }
    for label in query.values("label") where !label.isEmpty {
      guard let colon = label.firstIndex(of: ":"), colon != label.startIndex else {
        throw Problem.query(
          parameter: "label", code: "malformed_label",
          "Write a label as key:value, such as label=team:vision.")
      }
      let key = String(label[..<colon])
      let value = String(label[label.index(after: colon)...])
      // Two values for one key match no job: refused rather than answered with nothing.
      guard filter.labels.updateValue(value, forKey: key) ?? value == value else {
        throw Problem.query(
          parameter: "label", code: "contradiction",
          "A job has one value for the label \(key); ask for one.")
      }
    }
    if let name = query["scheme"], !name.isEmpty {
      guard let scheme = InitializationScheme.named(name) else {
        let names = InitializationScheme.catalogue.map(\.name)
        throw Problem.query(
          parameter: "scheme", code: "unknown_value",
          "There is no scheme \(name); /v1/schemes lists them.",
          suggestion: NearName.nearest(to: name, among: names))
      }
      filter.scheme = scheme.name
    }
    if let text = query["sweep"], !text.isEmpty {
      guard let sweep = SweepID(rawValue: text) else {
        throw Problem.query(
          parameter: "sweep", code: "malformed_id",
          "\(text.shortened) is no sweep's id: those are sweep_ and 26 letters and digits.")
      }
      filter.sweep = sweep
    }
    filter.isOldestFirst = try query.choice("sort", of: ListOrder.self) == .oldestFirst
    limit = try query.integer("limit", in: Self.limits) ?? Self.defaultLimit
    if let text = query["cursor"], !text.isEmpty {
      guard let cursor = JobCursor(text) else { throw Problem.malformedCursor }
      self.cursor = cursor
    }
  }
}

extension Problem {
  static var malformedCursor: Problem {
    query(
      parameter: "cursor", code: "malformed_cursor",
      "Send a cursor as it stood in next of an earlier page, or none for the first page.")
  }
}
