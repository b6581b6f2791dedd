import Foundation

/// What a write-ahead log left by a crash holds of the database's first page
/// (https://www.sqlite.org/fileformat.html, section 4.1).
///
/// SQLite does not know whether a log belongs to the file that it stands beside: it would play the
/// log of one database into another, or into an older copy of the same one, and damage it. So every
/// commit counts up a number in the first page, the epoch, which starts at random. A log belongs to
/// every state of the database from just before its first commit to its last.
struct WriteAheadLog: Sendable {
  /// In bytes.
  let pageSize: Int
  /// The first page as the first and the last commit that wrote it have left it; nil where none has.
  private(set) var first: PageOne?
  private(set) var last: PageOne?
  /// Whether it holds any commit.
  private(set) var hasCommits = false

  private static let headerLength = 32
  private static let frameHeaderLength = 24

  /// Reads the log at `path`; nil where there is none, or one without a valid beginning, which SQLite
  /// passes over. Takes time in proportion to its length (64 MiB: a tenth of a second).
  init?(path: String) {
    // Nobody holds locks on this file: SQLite has those of the log in the -shm file.
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let header = Self.read(Self.headerLength, of: file) else { return nil }
    let magic = Self.word(header, 0)
    guard magic & ~1 == 0x377f_0682 else { return nil }
    let isBigEndian = magic & 1 == 1
    var sums = Checksum()
    sums.add(header[..<24], isBigEndian: isBigEndian)
    guard sums.first == Self.word(header, 24), sums.second == Self.word(header, 28) else {
      return nil
    }
    pageSize = Int(Self.word(header, 8))
    guard (512...65_536).contains(pageSize), pageSize.nonzeroBitCount == 1 else { return nil }
    var pending: PageOne?
    while let frame = Self.read(Self.frameHeaderLength + pageSize, of: file) {
      let page = frame[Self.frameHeaderLength...]
      sums.add(frame[..<8], isBigEndian: isBigEndian)
      sums.add(page, isBigEndian: isBigEndian)
      guard frame[8..<16] == header[16..<24], sums.first == Self.word(frame, 16),
        sums.second == Self.word(frame, 20)
      else { return }
      if Self.word(frame, 0) == 1 { pending = PageOne(page) }
      // A frame that ends a commit tells the size of the database.
      guard Self.word(frame, 4) != 0 else { continue }
      hasCommits = true
      if let page = pending {
        first = first ?? page
        last = page
      }
      pending = nil
    }
  }

  /// Whether it may be played into a database whose first page in the file is `page`.
  func belongs(to page: PageOne) -> Bool {
    guard hasCommits else { return true }
    guard pageSize == page.pageSize else { return false }
    guard let first, let last else { return true }
    guard last.isOurs == page.isOurs else { return false }
    // From before epochs.
    if page.epoch == 0 || first.epoch == 0 { return true }
    return page.epoch &- (first.epoch &- 1) <= last.epoch &- (first.epoch &- 1)
  }

  private static func read(_ count: Int, of file: FileHandle) -> [UInt8]? {
    guard let data = try? file.read(upToCount: count), data.count == count else { return nil }
    return [UInt8](data)
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The running sum over a log's header and frames.
private struct Checksum {
  private(set) var first: UInt32 = 0
  private(set) var second: UInt32 = 0

  /// Adds bytes whose number is a multiple of 8, as words in the byte order that the log names.
  mutating func add(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) {
    bytes.withUnsafeBytes { buffer in
      for offset in stride(from: 0, to: buffer.count - 7, by: 8) {
        let words = (
          buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
          buffer.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
        )
        first &+= (isBigEndian ? words.0.bigEndian : words.0.littleEndian) &+ second
        second &+= (isBigEndian ? words.1.bigEndian : words.1.littleEndian) &+ first
      }
    }
  }
}
