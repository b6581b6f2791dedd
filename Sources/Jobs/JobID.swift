/// A job's public name: `job_` and 26 characters of Crockford's base32 in lower case.
///
/// The 128 bits are 48 of time (milliseconds since 1970) and 80 of randomness, most significant
/// first, the layout of a ULID (https://github.com/ulid/spec): ids sort by the time they were made,
/// and nobody can guess a neighbour's. Clients must treat an id as opaque.
package struct JobID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as text, `job_` included.
  package let rawValue: String

  private static let prefix = "job_"

  /// Accepts exactly what `make` can produce, else nil. O(1).
  package init?(rawValue: String) {
    guard PublicID.isValid(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  private init(text: String) {
    rawValue = text
  }

  /// A new id from the time and 80 random bits (two calls of `random`).
  package static func make(now: Timestamp, random: () -> UInt64) -> JobID {
    JobID(text: PublicID.timed(prefix: prefix, now: now, random: random))
  }

  /// The id as text.
  package var description: String { rawValue }

  /// Orders by the time of making, ties at random.
  package static func < (lhs: JobID, rhs: JobID) -> Bool { lhs.rawValue < rhs.rawValue }
}
