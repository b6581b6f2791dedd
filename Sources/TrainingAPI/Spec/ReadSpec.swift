public import TrainingCore

/// A spec as it came in, checked and normalised: every default filled in, every shorthand expanded.
public struct ReadSpec: Sendable, Equatable {
  /// What is to be trained; it is all that a result depends on.
  public var spec: TrainingSpec
  /// A name for people.
  public var name: String?
  /// Labels for people and dashboards, a filter of lists.
  public var labels: [String: String]
  /// The most seconds that an attempt may train; nil for no bound.
  public var maxSeconds: Int?

  /// A spec with what people call it, and how long it may take.
  public init(
    spec: TrainingSpec, name: String? = nil, labels: [String: String] = [:],
    maxSeconds: Int? = nil
  ) {
    self.spec = spec
    self.name = name
    self.labels = labels
    self.maxSeconds = maxSeconds
  }
}
