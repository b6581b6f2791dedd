internal import ByteCoding
internal import Crypto

/// The name of a blob: SHA-256 of its bytes (FIPS 180-4), as 64 hexadecimal digits.
package struct BlobDigest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// In lower case.
  package let hexadecimal: String

  /// The digest of bytes; takes time proportional to them.
  package init(of bytes: [UInt8]) {
    hexadecimal = SHA256.hash(data: bytes).hexadecimal
  }

  /// A digest as it was written down; nil where the text is none.
  package init?(hexadecimal: String) {
    let digits = hexadecimal.utf8
    let isDigit: (UInt8) -> Bool = {
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
    }
    guard digits.count == 64, digits.allSatisfy(isDigit) else { return nil }
    self.hexadecimal = hexadecimal
  }

  package var description: String { hexadecimal }

  package static func < (lhs: BlobDigest, rhs: BlobDigest) -> Bool {
    lhs.hexadecimal < rhs.hexadecimal
  }
}
