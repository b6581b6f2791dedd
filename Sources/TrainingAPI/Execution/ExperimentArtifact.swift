/// The names under which a job's measurements are stored beside its result; those of
/// weights are `SnapshotArchive`'s.
enum ExperimentArtifact {
  /// `CurveTable.bytes`.
  static let curves = "curves"
  /// The similarity answer, JSON as the API gives it; absent where it was not recorded.
  static let similarity = "similarity"
  /// `CurveTable.bytes` of what went through each layer; absent where similarity is.
  static let health = "health"
}
