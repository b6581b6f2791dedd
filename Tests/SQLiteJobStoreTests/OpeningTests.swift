import Foundation
import GRDB
import JobQueue
import JobStoreConformance
import SQLiteJobStore
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
    let store = try SQLiteJobStore(at: .file(database.path))
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
      #expect(openingError(database.path) == .foreign(path: database.path))
      let again = try DatabaseQueue(path: database.path)
      let tables = try again.read { db in
        try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema")
      }
      #expect(tables == ["theirs"])
    }
  }

  @Test func aNewerSchemaIsRefused() async throws {
    let database = try TemporaryDatabase()
    try await SQLiteJobStore(at: .file(database.path)).close()
    let queue = try DatabaseQueue(path: database.path)
    try await queue.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')")
    }
    try queue.close()
    #expect(openingError(database.path) == .newerSchema(path: database.path))
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
