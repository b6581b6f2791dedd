package import SpecJSON

/// The limits of uploaded data sets that can be set. `openapi.yaml` tells their defaults, which are
/// those of `DatasetLimits`.
package enum DatasetLimitCatalogue {
  /// All of them.
  package static let limits: [LimitSetting<DatasetLimits>] = [
    .count("max-dataset-rows", in: 1...1 << 30, \.rows),
    .count("max-dataset-features", in: 1...4096, \.features),
    .count("max-dataset-numbers", in: 2...1 << 30, \.numbers),
    .count("max-dataset-bytes", in: 1...1 << 30, \.bytes),
    .count("max-datasets", in: 0...1_000_000, \.uploads),
    .count("max-datasets-bytes", in: 0...1 << 50, \.ownerBytes),
  ]
}
