package import BlobStore

/// Which values are kept outside the database, and where.
package struct BlobPlacement: Sendable {
  package let store: any BlobStore
  /// Bytes above which a value goes there.
  package let threshold: Int

  /// Larger than what costs a row nothing: a database writes every byte twice, to its log and to its table.
  package static let usualThreshold = 64 << 10

  package init(_ store: any BlobStore, threshold: Int = BlobPlacement.usualThreshold) {
    self.store = store
    self.threshold = threshold
  }
}
