import Foundation
import GRDB
import Jobs
import Synchronization

/// Decides whether there is room for what is new, and gives room back that is not used any more.
///
/// Two things run out: the pages that the store may have, of which some are kept for what must
/// always be possible, and the disk, where a `DiskReserve` is kept for the same. All calls but `room`
/// and `lookAgain` are the writer's thread's.
final class RoomKeeper: Sendable {
  private struct State {
    var isNearLimit = false
    var isDiskFull = false
  }

  /// Of the pages that the store may have, those that new jobs do not get: at most this part and
  /// this many.
  private static let reservedShare = 8
  private static let mostReserved = 4096
  /// With fewer pages left than this the store is as good as full.
  private static let smallestRoom = 16
  /// Free pages that are kept, since the next jobs want them.
  private static let keptPages = 256
  /// Pages given back at a time: a few milliseconds for whoever wants to commit meanwhile.
  private static let pagesAtOnce = 32

  private let maximumPages: Int?
  private let reserve: DiskReserve?
  private let state = Mutex(State())

  /// `maximumPages` is nil where only the disk bounds the store, `reserve` where it is in memory.
  init(maximumPages: Int?, reserve: DiskReserve?) {
    self.maximumPages = maximumPages
    self.reserve = reserve
  }

  /// Whether there is room, as far as is known.
  var room: StoreRoom {
    if isShortOfDisk { return .closed(.disk) }
    return state.withLock { $0.isNearLimit } ? .closed(.limit) : .open
  }

  private var isShortOfDisk: Bool {
    reserve?.isLacking == true || state.withLock { $0.isDiskFull }
  }

  /// Pages that what is new may fill.
  private var pagesForNew: Int? {
    maximumPages.map { $0 - min($0 / Self.reservedShare, Self.mostReserved) }
  }

  // MARK: Before and after writing

  /// Looks once more whether the disk has room, for the reserve that was given up first. Any thread's.
  func lookAgain() {
    guard isShortOfDisk, let reserve else { return }
    let isRoom = reserve.take() && reserve.isRoomBeside
    state.withLock { $0.isDiskFull = !isRoom }
  }

  /// Whether something of this kind is written at all. Results may have the pages that are kept of the
  /// store's own; of the disk only what stands beside its reserve, which others may take once it is given
  /// up.
  func takes(_ kind: GroupCommitWriter.Kind) -> Bool {
    switch kind {
    case .new: room == .open
    case .result: !isShortOfDisk
    case .upkeep: true
    }
  }

  /// Throws `full` where what has just been written in this transaction is too much: for the pages that
  /// the store may have, or for a disk that could then not take the log into the file.
  func checkWritten(_ kind: GroupCommitWriter.Kind, _ db: Database) throws {
    if kind == .new, let pagesForNew, try Self.usedPages(db) > pagesForNew {
      throw JobStoreError.full
    }
    guard kind != .upkeep, let reserve, !reserve.isAmpleBeside else { return }
    // A full disk still takes what fits into the log as it is, but deleting would find no room there: the
    // log may grow by as much, and what it holds must go into the file.
    let lag = try Self.lag(db)
    let uncovered = lag - reserve.bytes / 2
    if uncovered > 0, lag + uncovered > reserve.freeBytes { throw JobStoreError.full }
  }

  /// Something had no room: on the disk, or below the limit.
  func refused() {
    let isDiskFull = reserve.map { !$0.isRoomBeside } ?? false
    state.withLock { $0.isDiskFull = isDiskFull }
  }

  /// Makes room for something that must be written; false where there is none to make.
  ///
  /// The reserve is given up where that `isInNeed`, and the log written into the file: its own room is
  /// used again then, also where the reserve has gone before.
  func makeRoom(in database: any DatabaseWriter, isInNeed: Bool) -> Bool {
    let hadReserve = isInNeed && reserve?.giveUp() == true
    let moved = try? database.writeWithoutTransaction { try $0.checkpoint(.passive) }
    return hadReserve || moved.map { $0.checkpointedFrameCount > 0 } ?? false
  }

  /// Takes note of the size after a commit.
  ///
  /// The file may lag behind its log by less than the reserve has, and by nothing where that is given
  /// up, so that the one can be written into the other when there is no other room.
  func committed(_ db: Database) throws {
    if let reserve, reserve.bytes > 0 || reserve.isLacking,
      try Self.lag(db) > reserve.bytes / 2
    {
      try db.checkpoint(.passive)
    }
    guard let pagesForNew else { return }
    let isNear = try Self.usedPages(db) > pagesForNew - Self.smallestRoom
    state.withLock { $0.isNearLimit = isNear }
  }

  /// Bytes that the file lacks of what is committed.
  private static func lag(_ db: Database) throws -> Int {
    try number("page_count", db) * SQLiteJobStore.pageSize - fileSize(db)
  }

  private static func fileSize(_ db: Database) throws -> Int {
    let path = try String.fetchOne(
      db.cachedStatement(sql: "SELECT file FROM pragma_database_list WHERE name = 'main'"))
    var status = stat()
    guard let path, stat(path, &status) == 0 else { return .max }
    return Int(status.st_size)
  }

  private static func usedPages(_ db: Database) throws -> Int {
    try number("page_count", db) - number("freelist_count", db)
  }

  private static func number(_ pragma: String, _ db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "PRAGMA \(pragma)")) ?? 0
  }

  // MARK: Giving back

  /// Gives some unused pages back to the disk; whether there are more to give.
  func tidy(_ database: any DatabaseWriter) -> Bool {
    let mustHave = isShortOfDisk
    let more = try? database.writeWithoutTransaction { db in
      let unused = try Self.number("freelist_count", db) - (mustHave ? 0 : Self.keptPages)
      if unused > 0 {
        let before = try Self.number("page_count", db)
        try db.execute(sql: "PRAGMA incremental_vacuum(\(min(unused, Self.pagesAtOnce)))")
        // A database made before this was possible keeps its pages.
        if try Self.number("page_count", db) < before { return true }
      }
      // The file becomes shorter when the log has been written into it.
      if mustHave { _ = try db.checkpoint(.passive) }
      return false
    }
    if mustHave, more == false { lookAgain() }
    return more ?? false
  }
}
