import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct WriteAheadLogTests {
  /// A database as a crash leaves it, its log with `jobs` after `earlier` that are in the file itself.
  private func crashed(
    _ database: TemporaryDatabase, jobs: ClosedRange<Int>
  ) async throws -> TemporaryDatabase {
    let store = try SQLiteJobStore(at: .file(database.path))
    for number in jobs { _ = try await store.create(Sample.job(number)) }
    let image = try database.crashImage()
    try await store.close()
    return image
  }

  private func opens(_ image: TemporaryDatabase) async throws -> JobStoreError? {
    do {
      let store = try SQLiteJobStore(at: .file(image.path))
      try await store.close()
      return nil
    } catch let error as JobStoreError {
      return error
    }
  }

  @Test func theLogOfAnotherDatabaseIsNotPlayed() async throws {
    let first = try await crashed(try TemporaryDatabase(), jobs: 1...3)
    let second = try await crashed(try TemporaryDatabase(), jobs: 4...6)
    try first.run("cp", second.path + "-wal", first.path + "-wal")
    let files = try first.files()
    #expect(try await opens(first) == .foreignLog(path: first.path))
    #expect(throws: JobStoreError.foreignLog(path: first.path)) {
      try SQLiteKeyStore(path: first.path)
    }
    #expect(try first.files() == files)
  }

  /// A backup from before, copied over a database whose log a crash has left.
  @Test func theLogIsNotPlayedIntoAnEarlierState() async throws {
    let database = try TemporaryDatabase()
    _ = try await crashed(database, jobs: 1...3)
    let backup = try TemporaryDatabase()
    try database.run("cp", database.path, backup.path)
    _ = try await crashed(database, jobs: 4...6)
    let image = try await crashed(database, jobs: 7...9)
    try image.run("cp", backup.path, image.path)
    #expect(try await opens(image) == .foreignLog(path: image.path))
  }

  /// Every state from just before the log's first commit to its last is one that it belongs to.
  @Test func theLogIsPlayedIntoEveryStateThatItCovers() async throws {
    let database = try TemporaryDatabase()
    _ = try await crashed(database, jobs: 1...3)
    let store = try SQLiteJobStore(at: .file(database.path))
    // Opening writes, and begins a log.
    let before = try TemporaryDatabase()
    try database.run("cp", database.path, before.path)
    var states = [before]
    for number in 4...6 {
      _ = try await store.create(Sample.job(number))
      let state = try TemporaryDatabase()
      _ = try DatabaseBackup.make(of: database.path, at: state.path, replacing: false)
      states.append(state)
    }
    for state in states {
      let image = try database.crashImage()
      try image.run("cp", state.path, image.path)
      let again = try SQLiteJobStore(at: .file(image.path))
      #expect(try await again.counts()[.queued] == 6)
      let check = try await again.write { db in
        try String.fetchOne(db, sql: "PRAGMA integrity_check")
      }
      #expect(check == "ok")
      try await again.close()
    }
  }

  /// A log from which the power took the end is played as far as it is whole.
  @Test func aTornLogBelongsAsFarAsItIsWhole() async throws {
    let image = try await crashed(try TemporaryDatabase(), jobs: 1...3)
    try image.run("truncate", "--size=-1000", image.path + "-wal")
    #expect(try await opens(image) == nil)
  }
}
