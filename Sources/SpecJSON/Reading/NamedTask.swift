internal import StrictJSON

/// What a client calls the targets: `task` and `classes`.
struct NamedTask {
  /// The two kinds.
  enum Kind: String, CaseIterable {
    case classification
    case regression
  }

  var kind: Kind?
  var classes: Int?

  /// The members that it reads.
  static let names = ["task", "classes"]

  /// What the members say; `nil` where one is wrong or the two do not go together.
  static func read(_ fields: Fields, limits: SpecLimits) -> NamedTask? {
    let kind = fields["task"].map {
      $0.name("a task", among: Kind.allCases.map(\.rawValue)).flatMap(Kind.init(rawValue:))
    }
    let classes = fields["classes"].map { $0.integer(2...limits.units) }
    if case .some(nil) = kind { return nil }
    if case .some(nil) = classes { return nil }
    let task = NamedTask(kind: kind ?? nil, classes: classes ?? nil)
    if task.kind == .regression, task.classes != nil {
      fields["classes"]?.fault(.mismatch, "Regression has no `classes`: leave it out.")
      return nil
    }
    return task
  }
}
