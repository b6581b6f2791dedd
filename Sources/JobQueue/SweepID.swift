/// A sweep's public name: `sweep_` and 26 characters of Crockford's base32 in lower case, made as a
/// `JobID` is: ids sort by the time they were made, and nobody can guess a neighbour's.
public struct SweepID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The id as text, `sweep_` included.
  public let rawValue: String

  private static let prefix = "sweep_"

  /// Accepts exactly what `make` can produce, else nil. O(1).
  public init?(rawValue: String) {
    guard Base32.isID(rawValue, prefix: Self.prefix) else { return nil }
    self.rawValue = rawValue
  }

  private init(high: UInt64, low: UInt64) {
    rawValue = Self.prefix + Base32.encode(high: high, low: low, digits: Base32.idDigits)
  }

  /// A new id from the time and 80 random bits (two calls of `random`).
  public static func make(now: Timestamp, random: () -> UInt64) -> SweepID {
    let time = UInt64(clamping: now.milliseconds) & 0xFFFF_FFFF_FFFF
    return SweepID(high: time << 16 | random() & 0xFFFF, low: random())
  }

  /// The id as text.
  public var description: String { rawValue }
}
