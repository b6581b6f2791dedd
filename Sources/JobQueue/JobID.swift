/// A job's public name: `job_` and 26 characters of Crockford's base32 in lower case.
///
/// The 128 bits are 48 of time (milliseconds since 1970) and 80 of randomness, most significant
/// first, the layout of a ULID (https://github.com/ulid/spec): ids sort by the time they were made,
/// and nobody can guess a neighbour's. Clients must treat an id as opaque.
public struct JobID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as text, `job_` included.
  public let rawValue: String

  private static let prefix = "job_"

  /// Accepts exactly what `make` can produce, else nil. O(1).
  public init?(rawValue: String) {
    guard Base32.isID(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  private init(high: UInt64, low: UInt64) {
    rawValue = Self.prefix + Base32.encode(high: high, low: low, digits: Base32.idDigits)
  }

  /// A new id from the time and 80 random bits (two calls of `random`).
  public static func make(now: Timestamp, random: () -> UInt64) -> JobID {
    let time = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
    return JobID(high: time << 16 | random() & 0xFFFF, low: random())
  }

  /// The id as text.
  public var description: String { rawValue }

  /// Orders by the time of making, ties at random.
  public static func < (lhs: JobID, rhs: JobID) -> Bool { lhs.rawValue < rhs.rawValue }
}
