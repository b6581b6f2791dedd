/// What analyses may come to. `openapi.yaml` states the defaults under `x-limits`, by the names of
/// the options.
public struct AnalysisLimits: Sendable, Equatable {
  /// Analyses that wait for their turn, of all owners together.
  public var waiting = 256
  /// Those of one owner.
  public var waitingOfOwner = 64
  /// The estimated cost of one, in millions of multiply-adds.
  public var cost = 100_000
  /// How long one may compute.
  public var duration = Duration.seconds(600)

  /// The standard limits, to be changed one by one.
  public init() {}

  /// The estimated cost, in multiply-adds, up to which an analysis is quick: it waits for other quick
  /// ones alone, about a second each.
  package static let quickCost = 1e9
}
