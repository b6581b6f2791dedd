/// What analyses may come to. `openapi.yaml` states the defaults under `x-limits`, by the names of
/// the options.
package struct AnalysisLimits: Sendable, Equatable {
  /// Analyses that wait for their turn, of all owners together.
  package var waiting = 256
  /// Those of one owner.
  package var waitingOfOwner = 64
  /// The estimated cost of one, in millions of multiply-adds.
  package var cost = 100_000
  /// How long one may compute.
  package var duration = Duration.seconds(600)

  /// The standard limits, to be changed one by one.
  package init() {}

  /// The estimated cost, in multiply-adds, up to which an analysis is quick: it waits for other quick
  /// ones alone, about a second each.
  package static let quickCost = 1e9
}
