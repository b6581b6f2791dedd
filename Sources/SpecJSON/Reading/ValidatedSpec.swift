package import TrainingModel

/// A spec as it came in, checked and normalised: every default filled in, every shorthand expanded.
package struct ValidatedSpec: Sendable, Equatable {
  /// What is to be trained; it is all that a result depends on.
  package var spec: TrainingSpec
  /// A name for people.
  package var name: String?
  /// Labels for people and dashboards, a filter of lists.
  package var labels: [String: String]
  /// The most seconds that an attempt may train; nil for no bound.
  package var maxSeconds: Int?

  /// A spec with what people call it, and how long it may take.
  package init(
    spec: TrainingSpec, name: String? = nil, labels: [String: String] = [:],
    maxSeconds: Int? = nil
  ) {
    self.spec = spec
    self.name = name
    self.labels = labels
    self.maxSeconds = maxSeconds
  }
}
