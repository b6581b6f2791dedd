public import TrainingCore

/// A spec as it came in, checked and normalised: every default filled in, every shorthand expanded.
public struct ReadSpec: Sendable, Equatable {
  /// What is to be trained; it is all that a result depends on.
  public var spec: TrainingSpec
  /// A name for people.
  public var name: String?
  /// Labels for people and dashboards, a filter of lists.
  public var labels: [String: String]

  /// A spec with what people call it.
  public init(spec: TrainingSpec, name: String? = nil, labels: [String: String] = [:]) {
    self.spec = spec
    self.name = name
    self.labels = labels
  }
}
