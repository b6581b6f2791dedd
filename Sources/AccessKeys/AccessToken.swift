internal import Crypto

/// The secret that a key's holder sends: `sbk_`, the key's id and 160 random bits.
///
/// Both parts are Crockford's base32 in lower case, so that a token can be read aloud, is one word to
/// a double click, and is found by scanners for leaked secrets by its prefix.
package struct AccessToken: Sendable {
  /// The id of its key.
  package let id: String
  /// The whole token. It is shown once and never stored.
  package let text: String

  private static let prefix = "sbk_"
  private static let idLength = 10
  private static let secretLength = 32
  private static let length = prefix.utf8.count + idLength + 1 + secretLength
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// A new token; `random` must be fit for cryptography.
  package init(random: inout some RandomNumberGenerator) {
    // 32 divides 256: the lowest five bits of a random byte are a random digit.
    func digits(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
      String(
        decoding: (0..<count).map { _ in
          Self.alphabet[Int(UInt8.random(in: 0...255, using: &random) & 31)]
        }, as: UTF8.self)
    }
    id = digits(Self.idLength, &random)
    text = Self.prefix + id + "_" + digits(Self.secretLength, &random)
  }

  /// Reads a token back; nil for what cannot be one.
  package init?(_ text: String) {
    // First, since a client may send any text, of any length.
    guard text.utf8.count == Self.length else { return nil }
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] + "_" == Self.prefix, parts[1].utf8.count == Self.idLength,
      parts[2].utf8.count == Self.secretLength,
      (parts[1] + parts[2]).utf8.allSatisfy(Self.alphabet.contains)
    else { return nil }
    id = String(parts[1])
    self.text = text
  }

  /// SHA-256 of the text: what is stored. The secret has too many random bits to be guessed, so that
  /// a slow hash, which protects passwords, would protect nothing here.
  package var digest: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// Whether this is the token of `key`. Takes the same time wherever the digests differ.
  package func opens(_ key: AccessKey) -> Bool {
    // A digest's comparison with bytes is swift-crypto's constant-time one.
    SHA256.hash(data: Array(text.utf8)) == key.digest
  }
}
