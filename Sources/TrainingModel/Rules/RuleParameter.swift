/// A parameter of a rule that a spec names: of an optimiser, say.
package struct RuleParameter: Sendable {
  /// What a spec may give for it.
  package enum Form: Sendable {
    /// A number within the range.
    case number(NumberRange)
    /// A whole number of updates, at least 1 and at most as many as a spec may have.
    case updates
    /// true or false, kept as 1 or 0.
    case flag
  }

  package let name: String
  package let summary: String
  package let form: Form
  /// The value where a spec is silent; `nil` where it must give one.
  package let standard: Double?

  package init(_ name: String, _ form: Form, default standard: Double?, _ summary: String) {
    self.name = name
    self.form = form
    self.standard = standard
    self.summary = summary
  }
}
