/// Which jobs a list shows; every condition given must hold.
public struct JobFilter: Sendable, Equatable {
  /// Only jobs in one of these states; nil for all. An empty set matches nothing.
  public var states: Set<JobState>?
  /// Only jobs that carry all of these labels.
  public var labels: [String: String]
  /// Only jobs of this scheme.
  public var scheme: String?
  /// Only jobs with exactly this name.
  public var name: String?
  /// Only jobs of this owner.
  public var owner: String?

  /// A filter; without arguments it matches every job.
  public init(
    states: Set<JobState>? = nil, labels: [String: String] = [:], scheme: String? = nil,
    name: String? = nil, owner: String? = nil
  ) {
    self.states = states
    self.labels = labels
    self.scheme = scheme
    self.name = name
    self.owner = owner
  }
}

/// One page of a list, newest job first.
public struct JobPage: Sendable {
  /// The jobs.
  public var items: [Job]
  /// Where the next page begins; nil at the end.
  public var next: JobCursor?

  /// A page out of its parts.
  public init(items: [Job], next: JobCursor?) {
    self.items = items
    self.next = next
  }
}

/// A place in the list of jobs: right after (older than) one job.
///
/// The place is the job's number in the order of arrival, so a page neither repeats nor skips a job
/// when others arrive or are deleted meanwhile. As text it is opaque: a version, the number and a
/// checksum in base32; a changed or invented text is refused, not misread.
public struct JobCursor: Hashable, Sendable, CustomStringConvertible {
  /// The number, in order of arrival, of the last job shown.
  public let position: Int64

  private static let version: UInt8 = UInt8(ascii: "c")
  private static let positionDigits = 13
  private static let checkDigits = 4

  /// The place after the job with this number. Stores make these; clients get the text.
  public init(position: Int64) {
    self.position = position
  }

  /// Reads `description` back; nil unless it is exactly what `description` gave.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 1 + Self.positionDigits + Self.checkDigits, bytes[0] == Self.version,
      let value = Base32.decode(bytes[1...Self.positionDigits]),
      let position = Int64(exactly: value), position >= 0
    else { return nil }
    self.init(position: position)
    guard description == text else { return nil }
  }

  /// The opaque text for clients.
  public var description: String {
    let value = UInt64(bitPattern: position)
    return String(decoding: [Self.version], as: UTF8.self)
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
