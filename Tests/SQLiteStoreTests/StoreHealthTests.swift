import Foundation
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Synchronization
import Testing

struct StoreHealthTests {
  /// What a store told.
  private final class Told: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func callAsFunction(_ event: StoreEvent) {
      lines.withLock { lines in
        switch event {
        case .failed(let error, _, _): lines.append(error.code)
        case .rescued: lines.append("rescued")
        case .rescueFailed: lines.append("rescue failed")
        case .recovered: lines.append("recovered")
        case .hintsUnheard: lines.append("hints unheard")
        }
      }
    }
  }

  @Test(arguments: ["", "-wal", "-shm"])
  func aFileThatLostItsNameEndsWriting(_ suffix: String) async throws {
    let database = try TemporaryDatabase()
    let told = Told()
    let store = try SQLiteJobStore(at: .file(database.path), events: { told($0) })
    _ = try await store.create(Sample.job(1))
    let (file, away) = (database.path + suffix, database.file("away"))
    try #require(rename(file, away) == 0)
    await #expect(throws: JobStoreError.self) { try await store.create(Sample.job(2)) }
    #expect(store.trouble?.error.code == "store_replaced")
    #expect(try await store.job(Sample.id(1)) != nil)

    // Another file of that name is not the same one.
    try Data("other".utf8).write(to: URL(fileURLWithPath: file))
    await store.lookAfter()
    #expect(store.trouble?.error.code == "store_replaced")
    await #expect(throws: JobStoreError.self) { try await store.create(Sample.job(2)) }

    try #require(rename(away, file) == 0)
    await store.lookAfter()
    #expect(store.trouble == nil)
    _ = try await store.create(Sample.job(2))
    #expect(told.all.first == "store_replaced")
    #expect(told.all.last == "recovered")
    try await store.close()
    #expect(try await SQLiteJobStore(at: .file(database.path)).counts()[.queued] == 2)
  }

  /// What was answered is not lost with the file: another one gets it.
  @Test func aDatabaseThatWasRemovedIsRescued() async throws {
    let database = try TemporaryDatabase()
    let told = Told()
    let store = try SQLiteJobStore(at: .file(database.path), events: { told($0) })
    for number in 1...5 { _ = try await store.create(Sample.job(number)) }
    try FileManager.default.removeItem(atPath: database.path)
    await store.lookAfter()
    await store.lookAfter()
    #expect(told.all == ["store_replaced", "rescued"])
    let rescued = try database.files().keys.filter { $0.hasPrefix("jobs.sqlite.rescued-") }
    #expect(rescued.count == 1)
    try await store.close()
    _ = try DatabaseBackup.restore(
      from: database.file(try #require(rescued.first)), to: database.path, replacing: true)
    #expect(try await SQLiteJobStore(at: .file(database.path)).counts()[.queued] == 5)
  }

  /// An idle service sees it without a write, and saves what is in a log that lost its name.
  @Test func whatWasAnsweredSurvivesTheLossOfTheLog() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(1))
    try #require(unlink(database.path + "-wal") == 0)
    await store.lookAfter()
    #expect(store.trouble?.error.code == "store_replaced")
    let image = try database.crashImage()
    #expect(try await SQLiteJobStore(at: .file(image.path)).counts()[.queued] == 1)
  }

  @Test func aLockedDatabaseIsTroubleUntilAWriteSucceeds() async throws {
    let database = try TemporaryDatabase()
    let told = Told()
    let store = try SQLiteJobStore(at: .file(database.path), events: { told($0) })
    store.endWaits(within: .zero)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let visitor = try DatabaseQueue(path: database.path, configuration: configuration)
    try await visitor.writeWithoutTransaction { db in
      try db.beginTransaction(.immediate)
      try db.execute(sql: "UPDATE grdb_migrations SET identifier = identifier")
    }
    await #expect(throws: JobStoreError.self) { try await store.create(Sample.job(1)) }
    #expect(store.trouble?.error.code == "store_unavailable")
    await store.lookAfter()
    #expect(store.trouble != nil)
    try await visitor.writeWithoutTransaction { try $0.rollback() }
    await store.lookAfter()
    #expect(store.trouble == nil)
    // Told again only where a second has passed between the two.
    #expect(Set(told.all.dropLast()) == ["store_unavailable"] && told.all.last == "recovered")
  }

  /// That a deletion goes through does not show that there is room, and another small write no more.
  @Test func aFullStoreIsTroubleUntilThereIsRoom() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path), maximumBytes: 1 << 20)
    var random = SystemRandomNumberGenerator()
    func job(_ number: Int) -> NewJob {
      var job = Sample.job(number)
      job.spec = (0..<20 << 10).map { _ in UInt8.random(in: 0...255, using: &random) }
      return job
    }
    var taken = 0
    while (try? await store.create(job(taken))) != nil { taken += 1 }
    #expect(store.trouble?.error == .full)
    for number in 0..<5 { _ = try await store.requestCancel(Sample.id(number)) }
    await store.lookAfter()
    #expect(store.trouble?.error == .full)
    for number in 0..<5 { #expect(try await store.delete(Sample.id(number)) == .deleted) }
    #expect(store.trouble?.error == .full)
    await store.lookAfter()
    #expect(store.trouble == nil)
  }

  /// A request's own fault says nothing of the store.
  @Test func aRefusedRequestIsNoTrouble() async throws {
    let store = try SQLiteJobStore(at: .memory)
    _ = try await store.create(Sample.job(1))
    await #expect(throws: JobStoreError.duplicateID(Sample.id(1))) {
      try await store.create(Sample.job(1, digest: "other"))
    }
    #expect(store.trouble == nil)
  }

  @Test func damageIsTroubleThatStays() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    await #expect(throws: JobStoreError.self) {
      try await store.write { _ in
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "malformed")
      }
    }
    _ = try await store.create(Sample.job(1))
    await store.lookAfter()
    #expect(store.trouble?.error.code == "store_corrupt")
  }
}
