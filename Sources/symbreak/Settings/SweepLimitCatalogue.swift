package import TrainingAPI

/// A limit of sweeps: a setting, and where among the limits it goes.
package struct SweepLimitSetting: Sendable {
  package let setting: Setting<Int>
  package let path: any WritableKeyPath<SweepLimits, Int> & Sendable

  fileprivate init(
    _ name: String, in range: ClosedRange<Int>,
    _ path: any WritableKeyPath<SweepLimits, Int> & Sendable
  ) {
    setting = .wholeNumber(name, in: range)
    self.path = path
  }
}

/// The limits of sweeps that can be set. `openapi.yaml` tells their defaults, which are those of
/// `SweepLimits`.
package enum SweepLimitCatalogue {
  /// All of them.
  package static let limits = [
    SweepLimitSetting("max-sweep-jobs", in: 1...100_000, \.jobs),
    SweepLimitSetting("max-sweep-cost", in: 1...1_000_000_000_000_000, \.cost),
  ]
}
