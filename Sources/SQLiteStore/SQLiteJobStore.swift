import Foundation
package import GRDB
package import Jobs
internal import Threading

/// Jobs in one SQLite file: the embedded default, for one service on one machine.
///
/// Write-ahead log with `synchronous=FULL`: what a call has answered survives the loss of power.
/// One writer on a thread of its own commits waiting requests together (`GroupCommitWriter`) and,
/// being the only one that commits, makes all checkpoints. Readers have threads of their own too,
/// and see every commit that was answered before they began.
package final class SQLiteJobStore: JobStore, StoreLifecycle {
  /// Where the database is kept.
  package enum Location: Sendable {
    /// In a file, made if absent; `FILE.reserve`, `FILE-wal` and `FILE-shm` stand beside it.
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
  private let health: StoreHealth
  private let patience: BusyPatience
  /// Held until the store is closed or gone.
  private let hold: DatabaseHold?

  /// Opens the database, makes it or brings it up to date.
  ///
  /// `maximumBytes` is the size that the file never passes, its log not counted; nil for no limit but
  /// the disk's. Where either is reached, calls that need room throw `full`; an eighth of it, 16 MiB
  /// at most, is kept for deleting jobs and for what running ones come to. Throws `inUse`,
  /// `unwritable`, `corrupt`, `foreign`, `newerSchema`, `full`, `databaseMissing`, `foreignLog` or
  /// `severalNames`, and changes nothing then but by `full`.
  package init(
    at location: Location, maximumBytes: Int? = nil, clock: StoreClock = .database,
    events: @escaping StoreEventSink = { _ in }
  ) throws(JobStoreError) {
    let (patience, health) = (BusyPatience(), StoreHealth(events: events))
    (self.patience, self.health) = (patience, health)
    var configuration = Configuration()
    configuration.label = "jobs"
    configuration.maximumReaderCount = Self.readerCount
    self.clock = clock
    switch location {
    case .memory: (translate, hold) = (ErrorTranslation(path: ":memory:"), nil)
    case .file(let path):
      translate = ErrorTranslation(path: path)
      let hold = try DatabaseHold(path: path)
      self.hold = hold
      try hold.withDescriptor { descriptor throws(JobStoreError) in
        try DatabaseLook.check(descriptor, path: hold.path, name: path)
      }
    }
    // Only for visitors such as a backup: services are kept apart by the hold. Each connection
    // keeps the hold with its configuration, so that it ends after the last of them.
    configuration.busyMode = .callback { [hold] tries in
      withExtendedLifetime(hold) { patience.wait(beforeTry: tries) }
    }
    DatabaseOpening.setUp(&configuration)
    var reserve: DiskReserve?
    do {
      let prepare: (any DatabaseWriter) throws -> Void = { [translate] database in
        try Self.prepare(database, path: translate.path, maximumBytes: maximumBytes)
      }
      if let hold {
        let kept = DiskReserve(database: hold.path)
        reserve = kept
        database = try DatabaseOpening(
          path: hold.path, configuration: configuration, translate: translate, reserve: kept
        ).open(prepare)
      } else {
        database = try DatabaseQueue(configuration: configuration)
        try prepare(database)
      }
    } catch {
      throw translate(error)
    }
    roomKeeper = RoomKeeper(maximumPages: maximumBytes.map(Self.pages(of:)), reserve: reserve)
    writer = GroupCommitWriter(
      database: database, translate: translate, room: roomKeeper,
      files: hold.map(StoreFiles.init), health: health)
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
      // Before the first table, which the migrator makes on its own: a start that is killed in
      // between leaves a database that the next one knows.
      if try UInt32.fetchOne(db, sql: "PRAGMA application_id") != PageOne.applicationID {
        try db.execute(sql: "PRAGMA application_id = \(PageOne.applicationID)")
      }
      if try Int.fetchOne(db, sql: "PRAGMA user_version") == 0 {
        // It can wait where the disk is full.
        try? db.execute(sql: "PRAGMA user_version = \(Int32.random(in: 1 ... .max))")
      }
    }
    let migrator = Schema.migrator
    if try database.read(migrator.hasBeenSuperseded) {
      throw JobStoreError.newerSchema(path: path)
    }
    try migrator.migrate(database)
    try DatabaseOpening.allowShrinking(database)
    // So that the file itself tells whose it is, and its epoch: a new one, since GRDB and what stands
    // above have written. It can wait where the disk is full.
    _ = try? database.writeWithoutTransaction { db in
      try StoreEpoch.advance(db)
      if database is DatabasePool { _ = try db.checkpoint(.truncate) }
    }
  }

  /// Bytes of a page, in the size that SQLite gives a new database's.
  static let pageSize = 4096

  private static func pages(of bytes: Int) -> Int { max(1, bytes / pageSize) }

  /// Commits what waits, writes the log back into the file and closes it. Calls made later throw
  /// `closed`. A store that is dropped without it loses nothing.
  ///
  /// Throws where the log could not be written back: it is at the next start.
  package func close() async throws {
    let hold = hold
    try await writer.close { database in
      let checkpoint = Result {
        if database is DatabasePool {
          _ = try database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        }
      }
      // Where a connection does not close, the hold ends with the process.
      try database.close()
      hold?.release()
      try checkpoint.get()
    }
  }

  /// Whether there is room for what is new, as far as the last write has shown.
  package var room: StoreRoom { roomKeeper.room }

  /// Whether there is room, looked at anew where there was none.
  package func currentRoom() async -> StoreRoom {
    let roomKeeper = roomKeeper
    if case .closed(.disk) = roomKeeper.room { try? await readers.run { roomKeeper.lookAgain() } }
    return roomKeeper.room
  }

  /// See `StoreLifecycle`.
  package func endWaits(within limit: Duration) { patience.end(within: limit) }

  /// See `StoreLifecycle`.
  package var trouble: StoreTrouble? { health.trouble }

  /// Looks whether the store still writes: whether its files are in their places, and, where the last
  /// write failed, whether another one does not.
  package func lookAfter() async { await writer.lookAfter() }

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
    let (database, translate, health) = (database, translate, health)
    return try await readers.run {
      do {
        return try database.read(body)
      } catch {
        let refusal = translate(error)
        health.readFailed(refusal, cause: error)
        throw refusal
      }
    }
  }
}
