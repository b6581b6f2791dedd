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
    /// In a file, made if absent; `FILE.lock`, `FILE-wal` and `FILE-shm` stand beside it.
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
  let packing = DedicatedThreads(count: 1, niceness: 10)
  private let translate: ErrorTranslation
  /// Held until the store is closed or gone.
  private let lock: ServiceLock?

  /// Opens the database, makes it or brings it up to date.
  ///
  /// `maximumBytes` is the size at which calls that need room throw `full`; nil for no limit but
  /// the disk's. Throws `inUse`, `unwritable`, `corrupt`, `foreign`, `newerSchema` or `full`.
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
    do {
      switch location {
      case .memory: database = try DatabaseQueue(configuration: configuration)
      case .file(let path): database = try DatabasePool(path: path, configuration: configuration)
      }
      try Self.prepare(database, path: translate.path, maximumBytes: maximumBytes)
    } catch {
      throw translate(error)
    }
    writer = GroupCommitWriter(database: database, translate: translate)
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
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
        let pages = max(1, maximumBytes / pageSize)
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
  }

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

  /// Commits made so far, for tests of how they are shared.
  package var commitCount: Int { writer.commitCount }

  /// Writes that wait for the next commit.
  package var pendingWrites: Int { writer.pendingCount }

  /// Runs `body` in the next commit; see `GroupCommitWriter.write`.
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await writer.write(body)
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
