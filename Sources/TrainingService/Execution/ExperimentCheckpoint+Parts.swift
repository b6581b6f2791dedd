internal import ByteCoding
internal import Crypto
package import Experiments
package import Jobs
internal import NeuronSimilarity
internal import TrainingEngine
package import TrainingModel

/// A checkpoint that a training cannot go on from.
package enum CheckpointFault: Error, CustomStringConvertible {
  /// Not all of it is there, or not as it was written.
  case damaged
  /// Another version of the program, or another spec, wrote it.
  case foreign

  package var description: String {
    switch self {
    case .damaged: "it is damaged"
    case .foreign: "another version of the program wrote it"
    }
  }
}

/// The parts of a job's checkpoints, as the store keeps them.
///
/// `JobCheckpoint.state` holds what the rest of the training follows from, with digests of itself
/// and of all other parts; `recording` is an ``ExperimentRecording``; the weights that were kept are
/// in the artifacts of a ``SnapshotArchive``, each written once it is known and never again.
package struct CheckpointParts: Sendable {
  /// The part that is an ``ExperimentRecording``.
  static let recording = "recording"
  private static let magic = "SBSTATE1"

  private let spec: TrainingSpec
  private let specDigest: String
  /// The digest of each part that is stored, the state's apart, and the snapshots that they hold.
  private var digests: [String: [UInt8]] = [:]
  private var snapshots = 0

  /// Parts of a job of which nothing is stored.
  package init(_ spec: TrainingSpec, digest: String) {
    self.spec = spec
    specDigest = digest
  }

  /// The parts that change with a checkpoint; those that stay are as the store has them.
  ///
  /// - Complexity: O(state + recording + new snapshots).
  package mutating func update(to checkpoint: ExperimentCheckpoint) -> JobCheckpoint {
    var parts = update(checkpoint.recording, checkpoint.state.record.snapshots)
    parts[JobCheckpoint.state] = state(checkpoint)
    return JobCheckpoint(step: checkpoint.step, parts: parts)
  }

  /// The same of a training that does not go on.
  mutating func update(
    _ recording: ExperimentRecording, _ kept: [TrainingRecord.Snapshot]
  ) -> [String: [UInt8]] {
    var parts = SnapshotArchive.artifacts(kept, of: spec, from: snapshots)
    parts[Self.recording] = recording.bytes
    for (name, bytes) in parts { digests[name] = Self.digest(bytes[...]) }
    snapshots = kept.count
    return parts
  }

  private func state(_ checkpoint: ExperimentCheckpoint) -> [UInt8] {
    let learner = checkpoint.state.learner
    var writer = LittleEndianWriter(reservingCapacity: 4096 + learner.numbers.count)
    writer.append(text: Self.magic)
    let head = writer.bytes.count
    writer.append(bytes: Array(repeating: 0, count: Self.digestLength))
    writer.append(UInt64(TrainingState.version))
    writer.append(named: specDigest)
    writer.append(UInt64(checkpoint.step))
    writer.append(checkpoint.seconds)
    writer.append(UInt64(learner.numbers.count))
    writer.append(bytes: learner.numbers)
    writer.append(learner.order) { $0.append($1) }
    writer.append(UInt64(learner.nextRow))
    writer.append(learner.positions) { $0.append($1) }
    writer.append(UInt64(learner.ratedUpdates))
    writer.append(learner.rateFactor)
    writer.append(learner.powers) { $0.append($1) }
    writer.append(UInt64(learner.filtered))
    let last = checkpoint.lastWeights.map { WeightBlob.encode($0, precision: spec.precision) } ?? []
    writer.append(UInt64(last.count))
    writer.append(bytes: last)
    writer.append(digests.sorted { $0.key < $1.key }) {
      $0.append(named: $1.key)
      $0.append(bytes: $1.value)
    }
    writer.overwrite(at: head, with: Self.digest(writer.bytes[(head + Self.digestLength)...]))
    return writer.bytes
  }

  /// Reads what an earlier attempt left, and knows it for stored.
  ///
  /// Throws ``CheckpointFault`` for what a training of the spec cannot go on from.
  package mutating func read(
    _ stored: JobCheckpoint
  ) throws(CheckpointFault) -> ExperimentCheckpoint {
    do {
      return try readParts(stored.parts)
    } catch {
      throw error as? CheckpointFault ?? .damaged
    }
  }

  private mutating func readParts(_ parts: [String: [UInt8]]) throws -> ExperimentCheckpoint {
    let head = Self.magic.utf8.count
    guard let state = parts[JobCheckpoint.state], state.count > head + Self.digestLength,
      state.prefix(head).elementsEqual(Self.magic.utf8)
    else { throw CheckpointFault.damaged }
    let body = state[(head + Self.digestLength)...]
    guard state[head..<head + Self.digestLength].elementsEqual(Self.digest(body)) else {
      throw CheckpointFault.damaged
    }
    var reader = LittleEndianReader(Array(body))
    guard try reader.readInt() == TrainingState.version, try reader.readName() == specDigest
    else { throw CheckpointFault.foreign }
    let step = try reader.readInt()
    let seconds = try reader.readDouble()
    let learner = LearnerState(
      numbers: try reader.readBytes(), order: try reader.readList { try $0.read() },
      nextRow: try reader.readInt(), positions: try reader.readList { try $0.read() },
      ratedUpdates: try reader.readInt(), rateFactor: try reader.readDouble(),
      powers: try reader.readList { try $0.readDouble() }, filtered: try reader.readInt())
    let last = try reader.readBytes()
    let digests = try reader.readList { reader in
      (try reader.readName(), try reader.read(bytes: Self.digestLength))
    }
    for (name, digest) in digests {
      guard let part = parts[name], Self.digest(part[...]) == digest else {
        throw CheckpointFault.damaged
      }
    }
    let recording = try ExperimentRecording(bytes: parts[Self.recording] ?? [])
    let kept = try recording.snapshotSteps.enumerated().map { index, step in
      TrainingRecord.Snapshot(
        step: step, weights: try SnapshotArchive.weights(index, in: parts, of: spec))
    }
    let checkpoint = ExperimentCheckpoint(
      state: TrainingState(
        step: step, learner: learner,
        record: TrainingRecord(points: recording.points, snapshots: kept)),
      recording: recording,
      lastWeights: last.isEmpty ? nil : try WeightBlob.decode(last).weights, seconds: seconds)
    guard checkpoint.state.fits(spec), recording.fits(spec),
      checkpoint.lastWeights.map({ $0.fits(spec) })
        ?? (recording.similarity == nil || LaneSimilarity.takes(spec.widths))
    else { throw CheckpointFault.foreign }
    self.digests = Dictionary(digests) { first, _ in first }
    snapshots = kept.count
    return checkpoint
  }

  private static let digestLength = 32

  private static func digest(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.withUnsafeBytes { SHA256.hash(data: $0) })
  }
}

extension ExperimentRecording {
  /// Whether every series has the layers of the spec and an entry a point.
  fileprivate func fits(_ spec: TrainingSpec) -> Bool {
    let layers = spec.layers.count
    guard let similarity else { return !spec.recording.similarity || points.isEmpty }
    return spec.recording.similarity && similarity.steps == points.map(\.step)
      && signals.map(\.step) == similarity.steps
      && signals.allSatisfy { $0.layers.count == layers }
      && similarity.layers.count == layers
      && similarity.layers.allSatisfy { $0.count == points.count }
      && snapshotSteps.first == 0
      && curvature.map(\.step)
        == spec.recording.curvatureSteps(of: spec.training.steps).prefix {
          $0 <= points.last?.step ?? -1
        }
  }
}

extension NetworkWeights {
  /// Whether the layers have the spec's shapes.
  fileprivate func fits(_ spec: TrainingSpec) -> Bool {
    layers.count == spec.layers.count
      && zip(layers, zip(spec.widths, spec.layers)).allSatisfy { layer, expected in
        layer.fanIn == expected.0 && layer.units == expected.1.units
          && layer.weights.count == layer.fanIn * layer.units
          && layer.biases.count == (expected.1.hasBias ? layer.units : 0)
      }
  }
}
