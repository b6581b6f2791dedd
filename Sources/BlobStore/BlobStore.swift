/// Where large values are kept outside a database, each under the hash of its bytes: so one that is there
/// is whole and never changes, and storing it again does no harm.
///
/// Calls throw `BlobFault` and end at their deadlines; what a call that did not answer came to is
/// unknown, and it may be made again.
package protocol BlobStore: Sendable {
  /// Looks whether blobs can be stored and read, by doing so with one of a few bytes, which stays.
  func check() async throws

  /// Stores bytes of the key's digest; where they are there already, nothing changes.
  func put(_ bytes: [UInt8], _ key: BlobKey) async throws

  /// The bytes under this key, checked against its digest. Throws `missing` where there are none.
  ///
  /// - Parameter length: how many they are.
  func get(_ key: BlobKey, length: Int) async throws -> [UInt8]

  /// Removes the bytes under this key, if they are there.
  func remove(_ key: BlobKey) async throws

  /// Lets no call wait longer than `limit` from now.
  func endWaits(within limit: Duration)
}

/// Why a blob store did not do what it was asked for.
package enum BlobFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has no such blob.
  case missing(BlobKey)
  /// What it gave under the key has another digest.
  case damaged(BlobKey)
  /// It takes none of so many bytes.
  case tooLarge
  /// It did not answer in time, or could not do it now: why, without keys or signatures.
  case unavailable(String)
  /// It answered that it does not do this: the keys, the bucket or the clock are not right. Somebody may
  /// set that right while the program runs.
  case refused(String)

  package var description: String {
    switch self {
    case .missing(let key): "the blob store has no \(key)"
    case .damaged(let key): "what the blob store has as \(key) has another hash"
    case .tooLarge: "the blob store takes no value of so many bytes"
    case .unavailable(let reason): "the blob store does not answer as it should: \(reason)"
    case .refused(let reason): "the blob store refuses: \(reason)"
    }
  }
}
