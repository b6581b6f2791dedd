package import TrainingService

/// The limits of sweeps that can be set. `openapi.yaml` tells their defaults, which are those of
/// `SweepLimits`.
package enum SweepLimitCatalogue {
  /// All of them.
  package static let limits: [LimitSetting<SweepLimits>] = [
    .count("max-sweep-jobs", in: 1...100_000, \.jobs),
    .count("max-sweep-cost", in: 1...1_000_000_000_000_000, \.cost),
  ]
}
