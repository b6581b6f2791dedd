import Foundation
package import GRDB
public import JobQueue

/// Jobs in one SQLite file: the embedded default, for one service on one machine.
///
/// Write-ahead log with `synchronous=FULL`: what a call has answered survives the loss of power.
/// One writer on a thread of its own commits waiting requests together (`GroupCommitWriter`) and,
/// being the only one that commits, makes all checkpoints. Readers have threads of their own too,
/// and see every commit that was answered before they began.
public final class SQLiteJobStore: JobStore {
  /// Where the database is kept.
  public enum Location: Sendable {
    /// In a file, made if absent; `FILE.lock`, `FILE.reserve`, `FILE-wal` and `FILE-shm` stand beside
    /// it.
    case file(String)
    /// In memory, gone with the store.
    case memory
  }

  private static let readerCount = 2
  /// A log longer than this is cut to this length at a checkpoint.
  private static let largestLog = 64 << 20

  private let writer: GroupCommitWriter
  let clock: StoreClock
  private let database: any DatabaseWriter
  private let readers = DedicatedThreads(count: SQLiteJobStore.readerCount)
  /// Packs what is large: that takes seconds, and readers and the writer have others to serve.
  let packing = DedicatedThreads(count: 2, niceness: 10)
  /// Unpacks what is large, for the same reason.
  let unpackingThreads = DedicatedThreads(count: 1, niceness: 5)
  let translate: ErrorTranslation
  private let roomKeeper: RoomKeeper
  /// Held until the store is closed or gone.
  private let lock: ServiceLock?

  /// Opens the database, makes it or brings it up to date.
  ///
  /// `maximumBytes` is the size that the file never passes, its log not counted; nil for no limit but
  /// the disk's. Where either is reached, calls that need room throw `full`; an eighth of it, 16 MiB
  /// at most, is kept for deleting jobs and for what running ones come to. Throws `inUse`, `unwritable`, `corrupt`, `foreign`, `newerSchema` or `full`.
  public init(
    at location: Location, maximumBytes: Int? = nil, clock: StoreClock = .database
  ) throws(JobStoreError) {
    var configuration = Configuration()
    configuration.label = "jobs"
    configuration.maximumReaderCount = Self.readerCount
    // Only for visitors such as a backup: services are kept apart by the lock.
    configuration.busyMode = .timeout(5)
    self.clock = clock
    switch location {
    case .memory: (translate, lock) = (ErrorTranslation(path: ":memory:"), nil)
    case .file(let path):
      translate = ErrorTranslation(path: path)
      lock = try ServiceLock(database: path)
      try FileHeader.check(path)
    }
    DatabaseOpening.setUp(&configuration)
    var reserve: DiskReserve?
    do {
      let prepare: (any DatabaseWriter) throws -> Void = { [translate] database in
        try Self.prepare(database, path: translate.path, maximumBytes: maximumBytes)
      }
      switch location {
      case .memory:
        database = try DatabaseQueue(configuration: configuration)
        try prepare(database)
      case .file(let path):
        let kept = DiskReserve(database: path)
        reserve = kept
        database = try DatabaseOpening(
          path: path, configuration: configuration, translate: translate, reserve: kept
        ).open(prepare)
      }
    } catch {
      throw translate(error)
    }
    roomKeeper = RoomKeeper(maximumPages: maximumBytes.map(Self.pages(of:)), reserve: reserve)
    writer = GroupCommitWriter(database: database, translate: translate, room: roomKeeper)
  }

  /// Sets a database up for jobs; those of another program or a later version are refused.
  static func prepare(
    _ database: any DatabaseWriter, path: String, maximumBytes: Int?
  ) throws {
    try database.writeWithoutTransaction { db in
      // GRDB opens write-ahead logs with NORMAL, which may lose the last commits with the power.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "PRAGMA journal_size_limit = \(largestLog)")
      if let maximumBytes {
        let pages = pages(of: maximumBytes)
        // Answers the limit set, never below the pages in use.
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
      }
      let id = try Int32.fetchOne(db, sql: "PRAGMA application_id")
      let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_schema") ?? 0
      guard id == FileHeader.applicationID || tables == 0 else {
        throw JobStoreError.foreign(path: path)
      }
    }
    let migrator = Schema.migrator
    if try database.read(migrator.hasBeenSuperseded) {
      throw JobStoreError.newerSchema(path: path)
    }
    try migrator.migrate(database)
    try DatabaseOpening.allowShrinking(database)
  }

  /// Bytes of a page, in the size that SQLite gives a new database's.
  static let pageSize = 4096

  private static func pages(of bytes: Int) -> Int { max(1, bytes / pageSize) }

  /// Commits what waits, writes the log back into the file and closes it. Calls made later throw
  /// `closed`. A store that is dropped without it loses nothing.
  public func close() async throws {
    let lock = lock
    try await writer.close { database in
      defer { lock?.release() }
      if database is DatabasePool {
        _ = try database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
      }
      try database.close()
    }
  }

  /// Whether there is room for what is new, as far as the last write has shown.
  public var room: StoreRoom { roomKeeper.room }

  /// Whether there is room, looked at anew where there was none.
  public func currentRoom() async -> StoreRoom {
    let roomKeeper = roomKeeper
    if case .closed(.disk) = roomKeeper.room { try? await readers.run { roomKeeper.lookAgain() } }
    return roomKeeper.room
  }

  /// Commits made so far, for tests of how they are shared.
  package var commitCount: Int { writer.commitCount }

  /// Writes that wait for the next commit.
  package var pendingWrites: Int { writer.pendingCount }

  /// Runs `body` in the next commit; see `GroupCommitWriter.write`.
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await write(.upkeep, body)
  }

  /// Runs `body`, of this kind, in the next commit; see `GroupCommitWriter.write`.
  func write<Value: Sendable>(
    _ kind: GroupCommitWriter.Kind, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await writer.write(kind, body)
  }

  /// Runs `body` on a reader's thread, on a snapshot of the last commit.
  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws
    -> Value
  {
    let (database, translate) = (database, translate)
    return try await readers.run {
      do { return try database.read(body) } catch { throw translate(error) }
    }
  }
}
