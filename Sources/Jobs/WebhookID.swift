/// A webhook's public name: `hook_` and 26 characters of Crockford's base32 in lower case, made as a
/// `JobID` is.
package struct WebhookID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The id as text, `hook_` included.
  package let rawValue: String

  private static let prefix = "hook_"

  /// Accepts exactly what `make` can produce, else nil. O(1).
  package init?(rawValue: String) {
    guard PublicID.isValid(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  private init(text: String) {
    rawValue = text
  }

  /// A new id from the time and 80 random bits (two calls of `random`).
  package static func make(now: Timestamp, random: () -> UInt64) -> WebhookID {
    WebhookID(text: PublicID.timed(prefix: prefix, now: now, random: random))
  }

  /// The id as text.
  package var description: String { rawValue }
}
