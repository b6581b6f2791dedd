/// The text of public names: a prefix that tells what they are of, and 128 bits in 26 digits of
/// Crockford's base32 in lower case.
enum PublicID {
  private static let digits = 26

  /// Whether a text is a prefix and 128 bits. O(1).
  static func isValid(_ text: String, prefix: String) -> Bool {
    guard text.utf8.count == prefix.utf8.count + digits, text.hasPrefix(prefix) else {
      return false
    }
    let body = text.utf8.dropFirst(prefix.utf8.count)
    // 26 digits hold 130 bits: the first may not exceed 7.
    guard let first = body.first.flatMap(Base32.value(of:)), first < 8 else { return false }
    return body.allSatisfy { Base32.value(of: $0) != nil }
  }

  /// The name with these bits.
  static func text(prefix: String, high: UInt64, low: UInt64) -> String {
    prefix + Base32.encode(high: high, low: low, digits: digits)
  }

  /// A new name of 48 bits of time (milliseconds since 1970) and 80 random ones (two calls of
  /// `random`), most significant first, the layout of a ULID (https://github.com/ulid/spec): names
  /// sort by the time they were made, and nobody can guess a neighbour's.
  static func timed(prefix: String, now: Timestamp, random: () -> UInt64) -> String {
    let time = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
    return text(prefix: prefix, high: time << 16 | random() & 0xFFFF, low: random())
  }
}
