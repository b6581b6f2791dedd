package import TrainingAPI

/// A limit of uploaded data sets: a setting, and where among the limits it goes.
package struct DatasetLimitSetting: Sendable {
  package let setting: Setting<Int>
  package let path: any WritableKeyPath<DatasetLimits, Int> & Sendable

  fileprivate init(
    _ name: String, in range: ClosedRange<Int>,
    _ path: any WritableKeyPath<DatasetLimits, Int> & Sendable
  ) {
    setting = .wholeNumber(name, in: range)
    self.path = path
  }
}

/// The limits of uploaded data sets that can be set. `openapi.yaml` tells their defaults, which are
/// those of `DatasetLimits`.
package enum DatasetLimitCatalogue {
  /// All of them.
  package static let limits = [
    DatasetLimitSetting("max-dataset-rows", in: 1...1 << 30, \.rows),
    DatasetLimitSetting("max-dataset-features", in: 1...4096, \.features),
    DatasetLimitSetting("max-dataset-numbers", in: 2...1 << 30, \.numbers),
    DatasetLimitSetting("max-dataset-bytes", in: 1...1 << 30, \.bytes),
    DatasetLimitSetting("max-datasets", in: 0...1_000_000, \.uploads),
    DatasetLimitSetting("max-datasets-bytes", in: 0...1 << 50, \.ownerBytes),
  ]
}
