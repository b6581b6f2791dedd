import AccessKeys
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

struct KeyStoreTests {
  private func token() -> AccessToken {
    var random = SystemRandomNumberGenerator()
    return AccessToken(random: &random)
  }

  private func key(_ token: AccessToken, at time: Int64) -> AccessKey {
    AccessKey(
      id: token.id, owner: "ada", digest: token.digest, scopes: [.read, .write], createdAt: time,
      expiresAt: time + 1)
  }

  @Test func keysComeBackInOrderBesideAServiceThatRuns() async throws {
    let database = try TemporaryDatabase()
    let service = try SQLiteJobStore(at: .file(database.path))
    let keys = try SQLiteKeyStore(path: database.path)
    let (first, second) = (key(token(), at: 1), key(token(), at: 2))
    try await keys.add(second)
    try await keys.add(first)
    _ = try await service.create(Sample.job(1))
    let others = try SQLiteKeyStore(path: database.path)
    #expect(try await others.keys() == [first, second])
    #expect(try await others.revoke(first.id, at: 7))
    #expect(try await others.revoke(first.id, at: 9))
    #expect(try await !others.revoke("nobody", at: 9))
    #expect(try await keys.keys().map(\.revokedAt) == [7, nil])
    #expect(try await service.job(Sample.id(1))?.state == .queued)
    try others.close()
    try keys.close()
    try await service.close()
  }

  @Test func theFileHoldsNoSecret() async throws {
    let database = try TemporaryDatabase()
    try await SQLiteJobStore(at: .file(database.path)).close()
    let token = token()
    let keys = try SQLiteKeyStore(path: database.path)
    try await keys.add(key(token, at: 1))
    try keys.close()
    let secret = Array(try #require(token.text.split(separator: "_").last).utf8)
    for suffix in ["", "-wal"] {
      let bytes = (try? database.bytes(suffix)) ?? []
      #expect(bytes.firstRange(of: secret) == nil)
    }
    #expect(try database.bytes("").firstRange(of: Array(token.id.utf8)) != nil)
  }

  @Test func noDatabaseIsMadeOrChanged() async throws {
    let database = try TemporaryDatabase()
    #expect(throws: JobStoreError.missing(path: database.path)) {
      try SQLiteKeyStore(path: database.path)
    }
    #expect(try database.files().isEmpty)
    let service = try SQLiteJobStore(at: .file(database.path))
    try await service.write { db in
      try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'sweeps'")
    }
    // A service of an earlier version runs on it: its schema is its own.
    #expect(throws: JobStoreError.olderSchema(path: database.path)) {
      try SQLiteKeyStore(path: database.path)
    }
  }

  @Test func jobsFromBeforeOwnersAreTheLocalOwners() async throws {
    let database = try TemporaryDatabase()
    try database.holdJob(Sample.job(1), asOf: "v1")
    let later = try SQLiteJobStore(at: .file(database.path))
    #expect(try await later.job(Sample.id(1))?.owner == "local")
  }
}
