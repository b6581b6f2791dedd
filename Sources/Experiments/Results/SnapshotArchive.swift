internal import ByteCoding
package import TrainingEngine
package import TrainingModel

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

  /// Snapshots, in the order of their steps, as artifacts by name: those that hold number `first` or
  /// a later one.
  package static func artifacts(
    _ snapshots: [TrainingRecord.Snapshot], of spec: TrainingSpec, from first: Int = 0
  ) -> [String: [UInt8]] {
    var artifacts: [String: [UInt8]] = [:]
    // With the earlier ones of the first artifact.
    let perArtifact = max(1, chunkBytes / WeightBlob.byteCount(for: spec))
    let start = first / perArtifact * perArtifact
    for (index, snapshot) in snapshots.enumerated().dropFirst(start) where first < snapshots.count {
      artifacts[place(of: index, in: spec).artifact, default: []] += WeightBlob.encode(
        snapshot.weights, precision: spec.precision)
    }
    return artifacts
  }

  /// The weights of snapshot number `index` out of the artifacts.
  package static func weights(
    _ index: Int, in artifacts: [String: [UInt8]], of spec: TrainingSpec
  ) throws -> NetworkWeights {
    guard let stored = artifacts[place(of: index, in: spec).artifact] else {
      throw MalformedArtifact()
    }
    return try WeightBlob.decode(blob(index, in: stored, of: spec)).weights
  }

  /// The `WeightBlob` of snapshot number `index` out of its artifact. O(artifact).
  package static func blob(
    _ index: Int, in artifact: [UInt8], of spec: TrainingSpec
  ) throws -> [UInt8] {
    let (bytes, place) = (try PlanePacking.unpacked(artifact), place(of: index, in: spec).bytes)
    guard place.upperBound <= bytes.count else { throw MalformedArtifact() }
    return Array(bytes[place])
  }

  /// The artifacts of a training that has ended, packed: see `PlanePacking`. O(numbers).
  static func packed(
    _ snapshots: [TrainingRecord.Snapshot], of spec: TrainingSpec
  ) -> [String: [UInt8]] {
    artifacts(snapshots, of: spec).mapValues {
      PlanePacking.packed($0, width: spec.precision.byteCount)
    }
  }
}
