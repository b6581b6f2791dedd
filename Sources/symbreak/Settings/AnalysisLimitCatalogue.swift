package import TrainingService

/// The limits of analyses that can be set. `openapi.yaml` tells their defaults, which are those of
/// `AnalysisLimits`, among those of the server.
package enum AnalysisLimitCatalogue {
  /// All of them.
  package static let limits: [LimitSetting<AnalysisLimits>] = [
    .count("max-waiting-analyses", in: 0...1_000_000, \.waiting),
    .count("max-waiting-analyses-of-owner", in: 0...1_000_000, \.waitingOfOwner),
    .count("max-analysis-cost", in: 1...1_000_000_000_000, \.cost),
    .seconds("max-analysis-time", \.duration),
  ]
}
