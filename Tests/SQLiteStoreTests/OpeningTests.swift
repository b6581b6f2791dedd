import Foundation
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct OpeningTests {
  private func openingError(_ path: String) -> JobStoreError? {
    do {
      _ = try SQLiteJobStore(at: .file(path))
      return nil
    } catch {
      return error
    }
  }

  @Test func aSecondServiceIsTurnedAwayAndTheFirstIsUnharmed() async throws {
    let database = try TemporaryDatabase()
    let first = try SQLiteJobStore(at: .file(database.path))
    let process = "\(ProcessInfo.processInfo.processIdentifier)"
    #expect(openingError(database.path) == .inUse(path: database.path, holder: process))
    _ = try await first.create(Sample.job(1))
    try await first.close()
  }

  @Test func theLockGoesWithTheStore() async throws {
    let database = try TemporaryDatabase()
    do {
      let store = try SQLiteJobStore(at: .file(database.path))
      _ = try await store.create(Sample.job(1))
    }
    // As soon as its last connection is closed, which a thread of its own may still be at.
    var again: SQLiteJobStore?
    for _ in 0..<1000 where again == nil {
      again = try? SQLiteJobStore(at: .file(database.path))
      if again == nil { try await Task.sleep(for: .milliseconds(10)) }
    }
    let store = try #require(again)
    #expect(try await store.job(Sample.id(1))?.state == .queued)
  }

  @Test func aPlaceThatCannotBeWritten() throws {
    let database = try TemporaryDatabase()
    let missing = database.file("nowhere/jobs.sqlite")
    #expect(openingError(missing)?.code == "store_unwritable")
    let directory = database.file("directory")
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
    #expect(openingError(directory)?.code == "store_unwritable")
    #expect(openingError(missing)?.description.contains(missing) == true)
  }

  @Test func aFileThatIsNoDatabaseIsLeftAsItIs() throws {
    let database = try TemporaryDatabase()
    let text = Data(repeating: UInt8(ascii: "x"), count: 5000)
    try text.write(to: URL(fileURLWithPath: database.path))
    #expect(openingError(database.path)?.code == "store_corrupt")
    #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == text)
  }

  @Test func aDamagedDatabase() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    try await store.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: database.path))
    bytes.replaceSubrange(100..<bytes.count, with: Data(repeating: 0xA5, count: bytes.count - 100))
    try bytes.write(to: URL(fileURLWithPath: database.path))
    #expect(openingError(database.path)?.code == "store_corrupt")
  }

  @Test func anotherProgramsDatabaseIsNotTouched() throws {
    for applicationID in [0, 77] {
      let database = try TemporaryDatabase()
      let queue = try DatabaseQueue(path: database.path)
      try queue.write { db in
        try db.execute(
          sql: "PRAGMA application_id = \(applicationID); CREATE TABLE theirs (x)")
      }
      try queue.close()
      let files = try database.files()
      #expect(openingError(database.path) == .foreign(path: database.path))
      #expect(throws: JobStoreError.foreign(path: database.path)) {
        try SQLiteKeyStore(path: database.path)
      }
      // To the byte, its journal included, and with nothing beside it.
      #expect(try database.files() == files)
    }
  }

  @Test func aNewerSchemaIsRefused() async throws {
    let database = try TemporaryDatabase()
    try await SQLiteJobStore(at: .file(database.path)).close()
    let queue = try DatabaseQueue(path: database.path)
    try await queue.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')")
    }
    _ = try await queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    try queue.close()
    let files = try database.files()
    #expect(openingError(database.path) == .newerSchema(path: database.path))
    #expect(throws: JobStoreError.newerSchema(path: database.path)) {
      try SQLiteKeyStore(path: database.path)
    }
    #expect(try database.files() == files)
  }

  /// What the crash of a later version leaves has its schema in the log.
  @Test func aNewerSchemaInTheLogIsRefused() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    try await store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')") }
    let image = try database.crashImage()
    let files = try image.files()
    #expect(openingError(image.path) == .newerSchema(path: image.path))
    for name in ["jobs.sqlite", "jobs.sqlite-wal"] {
      #expect(try image.files()[name] == files[name])
    }
  }

  /// What a start leaves that was killed before it had made its tables, also by the versions that
  /// did not say so early whose the database was.
  @Test(arguments: ["", "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"])
  func aStartThatWasKilledIsTakenUp(_ done: String) async throws {
    let database = try TemporaryDatabase()
    let pool = try DatabasePool(path: database.path)
    try await pool.write { try $0.execute(sql: done) }
    let image = try database.crashImage()
    let store = try SQLiteJobStore(at: .file(image.path))
    _ = try await store.create(Sample.job(1))
    try await store.close()
  }

  @Test func theFilesAreTheirOwnersAlone() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    for suffix in ["", "-wal", "-shm"] {
      var status = stat()
      #expect(stat(database.path + suffix, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func writesAreFlushedAndForeignKeysHold() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    let settings = try await store.write { db in
      try ["journal_mode", "synchronous", "foreign_keys"].map { name in
        try String.fetchOne(db, sql: "PRAGMA \(name)")
      }
    }
    #expect(settings == ["wal", "2", "1"])
  }

  @Test func theDatabasesClockIsTheTime() async throws {
    let store = try SQLiteJobStore(at: .memory)
    let before = TimeSource.system.now()
    let job = try await store.create(Sample.job(1)).job
    let after = TimeSource.system.now()
    // SQLite cuts to milliseconds and so does the other clock.
    #expect(job.createdAt + .milliseconds(1) >= before && job.createdAt <= after + .milliseconds(1))
  }
}
