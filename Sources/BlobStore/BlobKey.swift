/// Where a blob is kept: the digest of its bytes, and a number that no other blob of this digest had.
///
/// So a key that was removed is never used again, and a removal that arrives late, from a process that was
/// stopped or over a line that was slow, cannot take what was stored since.
package struct BlobKey: Hashable, Sendable, CustomStringConvertible {
  package let digest: BlobDigest
  /// 0 and more.
  package let number: Int64

  package init(_ digest: BlobDigest, number: Int64) {
    self.digest = digest
    self.number = number
  }

  /// A key as `description` has it; nil where the text is none.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let digest = BlobDigest(hexadecimal: String(parts[0])),
      let number = Int64(parts[1]), number >= 0, String(number) == parts[1]
    else { return nil }
    self.init(digest, number: number)
  }

  /// The digest and the number, with a hyphen between.
  package var description: String { "\(digest)-\(number)" }
}
