/// An entry of a catalogue of rules: a spec chooses one by its name and gives it parameters. Readers,
/// writers and listings of specs follow from the entries.
package protocol NamedRule: Sendable {
  /// The name in specs.
  var name: String { get }
  /// One line for people.
  var summary: String { get }
  /// What the rule does, as text.
  var formula: String { get }
  /// Where it is from.
  var source: String { get }
  /// In the order of the normalised form.
  var parameters: [RuleParameter] { get }
  /// Every rule, in the order in which messages name them.
  static var catalogue: [Self] { get }
}

extension NamedRule {
  /// The entry of a name. O(entries).
  package static func named(_ name: String) -> Self? { catalogue.first { $0.name == name } }
}

/// A rule of a catalogue with a value for each of its parameters.
package struct RuleChoice<Rule: NamedRule>: Sendable, Equatable {
  /// The rule's name.
  package let name: String
  private let values: [String: Double]

  /// The rule `name` with `values` by parameter, a flag's 1 or 0; those that are absent take their
  /// defaults.
  ///
  /// - Precondition: the catalogue has the rule, and `values` names every parameter without a default
  ///   and none that the rule has not.
  package init(_ name: String, _ values: [String: Double] = [:]) {
    guard let rule = Rule.named(name) else { fatalError("no rule is named \(name)") }
    let names = rule.parameters.map(\.name)
    precondition(
      values.keys.allSatisfy(names.contains), "\(name) takes \(names), not \(values.keys)")
    self.name = name
    self.values = Dictionary(
      uniqueKeysWithValues: rule.parameters.map { parameter in
        guard let value = values[parameter.name] ?? parameter.standard else {
          fatalError("\(name) needs \(parameter.name)")
        }
        return (parameter.name, value)
      })
  }

  /// The catalogue's entry.
  package var rule: Rule {
    guard let rule = Rule.named(name) else { fatalError("no rule is named \(name)") }
    return rule
  }

  /// The value of a parameter; 0 where the rule has none of that name.
  package subscript(parameter: String) -> Double { values[parameter] ?? 0 }

  package static func == (ours: Self, theirs: Self) -> Bool {
    ours.name == theirs.name && ours.values == theirs.values
  }
}
