/// What the first page of a database tells without SQLite
/// (https://www.sqlite.org/fileformat.html, sections 1.3 and 1.6).
struct PageOne: Sendable {
  /// `PRAGMA application_id` of this project's databases: "SymB".
  static let applicationID: UInt32 = 0x5379_6d42

  /// In bytes.
  let pageSize: Int
  /// `PRAGMA application_id`.
  let applicationID: UInt32
  /// `PRAGMA user_version`: grows by one with each commit that changes something; see
  /// ``WriteAheadLog``. 0 in a database from before that.
  let epoch: UInt32
  /// Whether there is no table, or only the one that a service makes first of all. (Services that
  /// set the application id later than that could be killed in between.)
  let isBeforeFirstTable: Bool

  /// The length of the header that each database begins with.
  static let headerLength = 100
  private static let magic = Array("SQLite format 3\0".utf8)
  private static let leafPage: UInt8 = 13
  private static let firstTable = Array("CREATE TABLE grdb_migrations".utf8)

  /// Reads a page; nil if it is not the first one of a database.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count >= Self.headerLength + 8, bytes.starts(with: Self.magic) else { return nil }
    func number(at offset: Int, count: Int) -> UInt32 {
      bytes.dropFirst(offset).prefix(count).reduce(0) { $0 << 8 | UInt32($1) }
    }
    let size = Int(number(at: 16, count: 2))
    pageSize = size == 1 ? 65_536 : size
    epoch = number(at: 60, count: 4)
    applicationID = number(at: 68, count: 4)
    let kind = bytes[bytes.startIndex + Self.headerLength]
    let entries = number(at: Self.headerLength + 3, count: 2)
    isBeforeFirstTable =
      kind == Self.leafPage
      && (entries == 0 || entries <= 2 && bytes.firstRange(of: Self.firstTable) != nil)
  }

  /// Whether a service made this database or was about to.
  var isOurs: Bool {
    applicationID == Self.applicationID || applicationID == 0 && isBeforeFirstTable
  }
}
