internal import Jobs
internal import StrictJSON

/// A sweep as the API shows it.
enum SweepEncoding {
  /// What the store keeps of a plan for the sweep's object.
  static func summary(of plan: SweepPlan) -> [UInt8] {
    let summary: JSONValue = [
      "name": plan.name.map(JSONValue.string) ?? .null,
      "labels": .object(
        JSONObject(
          unique: plan.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      "varied": .array(plan.varied.map { .string($0.description) }),
    ]
    return summary.serialized()
  }

  /// The sweep's object. Throws `JSONError` where the store's text is no JSON.
  static func json(_ sweep: Sweep) throws -> [UInt8] {
    let summary = try JSONValue.parse(sweep.summary)
    var object = SplicedObject()
    object.member("id", .string(sweep.id.rawValue))
    object.member("name", summary["name"] ?? .null)
    object.member("labels", summary["labels"] ?? .object([:]))
    object.member("created_at", .string(sweep.createdAt.rfc3339))
    object.member("state", .string(state(of: sweep)))
    let counts = JobState.allCases.map { state in
      (state.rawValue, JSONValue.number(JSONNumber(sweep.counts[state] ?? 0)))
    }
    object.member(
      "jobs",
      .object(JSONObject(unique: [("total", .number(JSONNumber(sweep.total)))] + counts)))
    object.member("varied", summary["varied"] ?? .array([]))
    object.member("links", links(of: sweep))
    return object.bytes
  }

  /// `{"id", "state", "by", "over", "groups":`, what answers by groups have in common.
  static func head(of sweep: Sweep, by: [String], over: [String]) -> [UInt8] {
    var head = SplicedObject()
    head.member("id", .string(sweep.id.rawValue))
    head.member("state", .string(state(of: sweep)))
    head.member("by", .array(by.map(JSONValue.string)))
    head.member("over", .array(over.map(JSONValue.string)))
    head.beginMember("groups")
    return head.unfinished
  }

  /// It follows from the jobs.
  static func state(of sweep: Sweep) -> String { sweep.isFinished ? "finished" : "running" }

  /// What a sweep is called: its name, or its id where it has none. Throws `JSONError` where the store's
  /// text is no JSON.
  static func title(of sweep: Sweep) throws -> String {
    let name = try JSONValue.parse(sweep.summary)["name"]?.stringValue ?? ""
    return name.isEmpty ? sweep.id.rawValue : name
  }

  /// Where a sweep lives.
  static func path(of id: SweepID) -> String { "/v1/sweeps/\(id)" }

  /// What can be done with the sweep as it stands.
  private static func links(of sweep: Sweep) -> JSONValue {
    let path = path(of: sweep.id)
    var links: JSONObject = [
      "self": .string(path), "results": .string(path + "/results"),
      "jobs": .string("/v1/jobs?sweep=\(sweep.id)"),
    ]
    if !sweep.isFinished { links["cancel"] = .string(path + "/cancel") }
    return .object(links)
  }
}
