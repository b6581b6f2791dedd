internal import StrictJSON
internal import TrainingModel

/// Reads a rule of a catalogue with its parameters: an optimiser, or the shape of a schedule.
struct RuleReader<Rule: NamedRule> {
  /// What it is, for messages: "an optimiser".
  let kind: String
  /// Members that stand beside the rule's own.
  var others: [String] = []
  let limits: SpecLimits

  /// The rule and all members of its object; `nil` where anything of the rule is wrong.
  func read(_ place: Cursor) -> (choice: RuleChoice<Rule>, fields: Fields)? {
    let object = NamedObject(kind: kind, tables: FieldTable.rules(Rule.self, others: others))
    guard let (name, fields) = object.read(place), let rule = Rule.named(name) else { return nil }
    var values: [String: Double] = [:]
    var isWrong = false
    for parameter in rule.parameters {
      if let value = value(of: parameter, fields) {
        values[parameter.name] = value
      } else {
        isWrong = true
      }
    }
    return isWrong ? nil : (RuleChoice(name, values), fields)
  }

  /// The value of a parameter, its default where the spec is silent; `nil` where it is wrong or
  /// missing.
  private func value(of parameter: RuleParameter, _ fields: Fields) -> Double? {
    guard let place = fields[parameter.name] else {
      if let standard = parameter.standard { return standard }
      fields.missing(parameter.name, "`\(parameter.name)` is missing: \(parameter.summary).")
      return nil
    }
    return switch parameter.form {
    case .number(let range): place.number(range)
    case .updates: place.integer(1...limits.steps).map(Double.init)
    case .flag: place.flag().map { $0 ? 1 : 0 }
    }
  }
}

extension FieldTable {
  /// One table a rule of a catalogue, in the order in which messages name them; the subject is its
  /// name.
  static func rules<Rule: NamedRule>(_ rule: Rule.Type, others: [String] = []) -> [FieldTable] {
    rule.catalogue.map {
      FieldTable(subject: $0.name, names: ["name"] + $0.parameters.map(\.name) + others)
    }
  }
}
