/// The names under which a job's measurements are stored beside its result; those of
/// weights are `SnapshotArchive`'s.
package enum ExperimentArtifact {
  /// `CurveTable.bytes`.
  package static let curves = "curves"
  /// `SimilarityColumns.bytes`; absent where it was not recorded.
  package static let similarity = "similarity"
  /// `CurveTable.bytes` of what went through each layer; absent where similarity is.
  package static let health = "health"
}
