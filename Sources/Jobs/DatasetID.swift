/// An uploaded data set's public name: `ds_` and 26 characters of Crockford's base32 in lower case.
///
/// It is the first 128 bits of the SHA-256 of the content: equal content has one id, and what an id
/// stands for never changes.
package struct DatasetID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The id as text, `ds_` included.
  package let rawValue: String

  private static let prefix = "ds_"

  /// Accepts exactly what a digest can give, else nil. O(1).
  package init?(rawValue: String) {
    guard PublicID.isValid(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  /// The id of content with this digest.
  ///
  /// - Precondition: the digest has 16 bytes at least.
  package init(digest: some Collection<UInt8>) {
    precondition(digest.count >= 16, "a digest of 16 bytes at least")
    let words = [digest.prefix(8), digest.dropFirst(8).prefix(8)].map {
      $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    rawValue = PublicID.text(prefix: Self.prefix, high: words[0], low: words[1])
  }

  /// The id as text.
  package var description: String { rawValue }
}
