/// A place in the list of jobs: right after (older than) one job.
///
/// The place is the job's number in the order of arrival, so a page neither repeats nor skips a job
/// when others arrive or are deleted meanwhile. As text it is opaque: a version, the number and a
/// checksum in base32; a changed or invented text is refused, not misread.
public struct JobCursor: Hashable, Sendable, CustomStringConvertible {
  /// The number, in order of arrival, of the last job shown.
  public let position: Int64

  private static let text = CursorText(version: UInt8(ascii: "c"))

  /// The place after the job with this number. Stores make these; clients get the text.
  public init(position: Int64) {
    self.position = position
  }

  /// Reads `description` back; nil unless it is exactly what `description` gave.
  public init?(_ text: String) {
    guard let position = Self.text.read(text) else { return nil }
    self.init(position: position)
  }

  /// The opaque text for clients.
  public var description: String { Self.text.write(position) }
}

/// A place in the list of sweeps, as `JobCursor` is one in that of jobs; neither is taken for the
/// other.
public struct SweepCursor: Hashable, Sendable, CustomStringConvertible {
  /// The number, in order of arrival, of the last sweep shown.
  public let position: Int64

  private static let text = CursorText(version: UInt8(ascii: "s"))

  /// The place after the sweep with this number. Stores make these; clients get the text.
  public init(position: Int64) {
    self.position = position
  }

  /// Reads `description` back; nil unless it is exactly what `description` gave.
  public init?(_ text: String) {
    guard let position = Self.text.read(text) else { return nil }
    self.init(position: position)
  }

  /// The opaque text for clients.
  public var description: String { Self.text.write(position) }
}

/// The text of a cursor: the letter of its list, its number, and a checksum.
private struct CursorText {
  let version: UInt8

  private static let positionDigits = 13
  private static let checkDigits = 4

  func read(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 1 + Self.positionDigits + Self.checkDigits, bytes[0] == version,
      let value = Base32.decode(bytes[1...Self.positionDigits]),
      let position = Int64(exactly: value), position >= 0, write(position) == text
    else { return nil }
    return position
  }

  func write(_ position: Int64) -> String {
    let value = UInt64(bitPattern: position)
    return String(decoding: [version], as: UTF8.self)
      + Base32.encode(high: 0, low: value, digits: Self.positionDigits)
      + Base32.encode(high: 0, low: Self.check(value), digits: Self.checkDigits)
  }

  /// FNV-1a over the eight bytes, low byte first, folded: it finds slips, it is no secret.
  private static func check(_ value: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for shift in stride(from: 0, to: 64, by: 8) {
      hash = (hash ^ (value >> UInt64(shift) & 0xFF)) &* 0x100_0000_01b3
    }
    return hash ^ hash >> 32
  }
}
