package import TrainingCore

/// How the snapshots of a job are stored: several to an artifact, so that hundreds of small ones
/// are few rows of the store, and reading one of a large network does not read them all.
package enum SnapshotArchive {
  /// An artifact holds as many snapshots as fit in this, one at least.
  private static let chunkBytes = 1 << 20

  /// Where one snapshot is.
  package struct Place: Sendable, Equatable {
    /// The artifact's name.
    package var artifact: String
    /// Its bytes there, a `WeightBlob`.
    package var bytes: Range<Int>
  }

  /// The place of snapshot number `index`, in the order of their steps.
  package static func place(of index: Int, in spec: TrainingSpec) -> Place {
    let size = WeightBlob.byteCount(for: spec)
    let (chunk, position) = index.quotientAndRemainder(dividingBy: max(1, chunkBytes / size))
    return Place(artifact: "weights/\(chunk)", bytes: position * size..<(position + 1) * size)
  }

  /// All snapshots, in the order of their steps, as artifacts by name.
  package static func artifacts(
    _ snapshots: [TrainingRecord.Snapshot], of spec: TrainingSpec
  ) -> [String: [UInt8]] {
    var artifacts: [String: [UInt8]] = [:]
    for (index, snapshot) in snapshots.enumerated() {
      artifacts[place(of: index, in: spec).artifact, default: []] += WeightBlob.encode(
        snapshot.weights, precision: spec.precision)
    }
    return artifacts
  }
}
