/// A sweep's public name: `sweep_` and 26 characters of Crockford's base32 in lower case, made as a
/// `JobID` is: ids sort by the time they were made, and nobody can guess a neighbour's.
package struct SweepID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The id as text, `sweep_` included.
  package let rawValue: String

  private static let prefix = "sweep_"

  /// Accepts exactly what `make` can produce, else nil. O(1).
  package init?(rawValue: String) {
    guard PublicID.isValid(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  private init(text: String) {
    rawValue = text
  }

  /// A new id from the time and 80 random bits (two calls of `random`).
  package static func make(now: Timestamp, random: () -> UInt64) -> SweepID {
    SweepID(text: PublicID.timed(prefix: prefix, now: now, random: random))
  }

  /// The id as text.
  package var description: String { rawValue }
}
