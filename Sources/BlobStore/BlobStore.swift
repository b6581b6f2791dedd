/// Where large values are kept outside a database, each under the hash of its bytes: so one that is there
/// is whole and never changes, and storing it again does no harm.
///
/// Calls throw `BlobFault` and end at their deadlines; what a call that did not answer came to is
/// unknown, and it may be made again.
package protocol BlobStore: Sendable {
  /// Stores bytes whose digest this is; where they are there already, nothing changes.
  func put(_ bytes: [UInt8], _ digest: BlobDigest) async throws

  /// The bytes of this digest, checked against it. Throws `missing` where they are not there.
  ///
  /// - Parameter length: how many they are.
  func get(_ digest: BlobDigest, length: Int) async throws -> [UInt8]

  /// Removes the bytes of this digest, if they are there.
  func remove(_ digest: BlobDigest) async throws

  /// Lets no call wait longer than `limit` from now.
  func endWaits(within limit: Duration)
}

/// Why a blob store did not do what it was asked for.
package enum BlobFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has no such blob.
  case missing(BlobDigest)
  /// What it gave under the digest has another one.
  case damaged(BlobDigest)
  /// It did not answer in time, or refused: why, without keys or signatures.
  case unavailable(String)

  package var description: String {
    switch self {
    case .missing(let digest): "the blob store has no \(digest)"
    case .damaged(let digest): "what the blob store has as \(digest) has another hash"
    case .unavailable(let reason): "the blob store does not answer as it should: \(reason)"
    }
  }
}
