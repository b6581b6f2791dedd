import Foundation
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct DatabaseHoldTests {
  /// Whether SQLite's lock of this process on a file is there, as the system sees it.
  private func holdsReadLock(on path: String) throws -> Bool {
    var status = stat()
    try #require(stat(path, &status) == 0)
    // In pieces, as the system gives it: read as a file of known length it ends with the first.
    let list = try #require(FileHandle(forReadingAtPath: "/proc/locks"))
    let locks = String(decoding: try list.readToEnd() ?? Data(), as: UTF8.self)
    return locks.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      return words.count > 5 && words[1] == "POSIX" && words[3] == "READ"
        && words[4] == "\(getpid())" && words[5].hasSuffix(":\(status.st_ino)")
    }
  }

  /// One file is one service's under whatever name, and who is turned away drops no lock of it.
  @Test func otherNamesOfTheFileAreTurnedAway() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    let (soft, hard) = (database.file("soft.sqlite"), database.file("hard.sqlite"))
    try #require(symlink(database.path, soft) == 0)
    try #require(link(database.path, hard) == 0)
    for name in [soft, hard, database.path] {
      #expect(throws: JobStoreError.inUse(path: name, holder: "\(getpid())")) {
        try SQLiteJobStore(at: .file(name))
      }
      // A visitor by a hard link would look for the log under that name.
      #expect(throws: JobStoreError.severalNames(path: name)) { try SQLiteKeyStore(path: name) }
    }
    try #require(unlink(hard) == 0)
    for name in [soft, database.path] { _ = try await SQLiteKeyStore(path: name).keys() }
    #expect(try holdsReadLock(on: database.path))
    try await store.close()
    try await SQLiteJobStore(at: .file(soft)).close()
  }

  @Test func aFileOfSeveralNamesIsRefused() async throws {
    let database = try TemporaryDatabase()
    try await SQLiteJobStore(at: .file(database.path)).close()
    let other = database.file("hard.sqlite")
    try #require(link(database.path, other) == 0)
    for name in [database.path, other] {
      #expect(throws: JobStoreError.severalNames(path: name)) {
        try SQLiteJobStore(at: .file(name))
      }
    }
  }

  @Test func aLinkThatLeadsNowhereIsFollowed() async throws {
    let database = try TemporaryDatabase()
    let name = database.file("soft.sqlite")
    try #require(symlink(database.path, name) == 0)
    let store = try SQLiteJobStore(at: .file(name))
    _ = try await store.create(Sample.job(1))
    #expect(try database.bytes("-wal").isEmpty == false)
    try await store.close()
  }

  @Test func aLogWithoutItsDatabaseIsKept() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    let image = try database.crashImage()
    try #require(unlink(image.path) == 0)
    let log = try image.bytes("-wal")
    #expect(throws: JobStoreError.databaseMissing(path: image.path)) {
      try SQLiteJobStore(at: .file(image.path))
    }
    #expect(throws: JobStoreError.missing(path: image.path)) {
      try SQLiteKeyStore(path: image.path)
    }
    #expect(try image.bytes("-wal") == log)
    #expect(try image.files().count == 1)
  }
}
