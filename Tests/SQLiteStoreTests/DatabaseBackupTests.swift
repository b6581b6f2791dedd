import Foundation
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct DatabaseBackupTests {
  @Test func aBackupOfARunningServiceIsWholeAndAlone() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    for number in 0..<20 { _ = try await store.create(Sample.job(number)) }
    let writing = Task {
      for number in 20..<200 { _ = try await store.create(Sample.job(number)) }
    }
    let file = database.file("backup.sqlite")
    let report = try DatabaseBackup.make(of: database.path, at: file, replacing: false)
    #expect(report.jobs >= 20)
    #expect(throws: JobStoreError.exists(path: file)) {
      try DatabaseBackup.make(of: database.path, at: file, replacing: false)
    }
    try await writing.value
    #expect(try DatabaseBackup.make(of: database.path, at: file, replacing: true).jobs == 200)
    var status = stat()
    #expect(stat(file, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let names = try database.files().keys.sorted()
    #expect(
      names == [
        "backup.sqlite", "jobs.sqlite", "jobs.sqlite-shm", "jobs.sqlite-wal", "jobs.sqlite.reserve",
      ])
  }

  @Test func theDatabaseItselfIsNotOverwrittenByItsBackup() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    // As another process would see it: what this one holds is not opened again.
    #expect(throws: JobStoreError.self) {
      try DatabaseBackup.make(of: database.path, at: database.path, replacing: true)
    }
    #expect(try await store.job(Sample.id(1)) != nil)
    #expect(store.trouble == nil)
  }

  @Test func aBackupComesBackInPlaceOfTheDatabaseAndItsLog() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    let backup = database.file("backup.sqlite")
    _ = try DatabaseBackup.make(of: database.path, at: backup, replacing: false)
    _ = try await store.create(Sample.job(2))
    #expect(throws: JobStoreError.self) {
      try DatabaseBackup.restore(from: backup, to: database.path, replacing: true)
    }

    let image = try database.crashImage()
    #expect(throws: JobStoreError.exists(path: image.path)) {
      try DatabaseBackup.restore(from: backup, to: image.path, replacing: false)
    }
    #expect(try DatabaseBackup.restore(from: backup, to: image.path, replacing: true).jobs == 1)
    #expect(try image.files().keys.sorted() == ["jobs.sqlite"])
    let restored = try SQLiteJobStore(at: .file(image.path))
    #expect(try await restored.counts()[.queued] == 1)
    _ = try await restored.create(Sample.job(3))
    try await restored.close()
  }

  @Test func aBackupComesBackWhereTheDatabaseIsGone() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    let backup = database.file("backup.sqlite")
    _ = try DatabaseBackup.make(of: database.path, at: backup, replacing: false)
    let image = try database.crashImage()
    try #require(unlink(image.path) == 0)
    #expect(throws: JobStoreError.exists(path: image.path + "-wal")) {
      try DatabaseBackup.restore(from: backup, to: image.path, replacing: false)
    }
    _ = try DatabaseBackup.restore(from: backup, to: image.path, replacing: true)
    #expect(try await SQLiteJobStore(at: .file(image.path)).counts()[.queued] == 1)
  }

  @Test func whatIsNoBackupOrIsDamagedIsNotPutInPlace() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    for number in 0..<200 { _ = try await store.create(Sample.job(number)) }
    try await store.close()
    let files = try database.files()
    let text = database.file("text")
    try Data("no database".utf8).write(to: URL(fileURLWithPath: text))
    let damaged = try TemporaryDatabase()
    var bytes = Data(try database.bytes(""))
    bytes.replaceSubrange(20_000..<40_000, with: Data(repeating: 0xA5, count: 20_000))
    try bytes.write(to: URL(fileURLWithPath: damaged.path))
    for file in [text, damaged.path, database.file("nowhere")] {
      #expect(throws: JobStoreError.self) {
        try DatabaseBackup.restore(from: file, to: database.path, replacing: true)
      }
    }
    #expect(try database.bytes("") == [UInt8](try #require(files["jobs.sqlite"])))
  }
}
