import BlobStore
import Foundation
import Jobs
import PostgreSQLStore
import Testing

/// Databases that earlier versions made, as `pg_dump` (of PostgreSQL 15) wrote them down.
@Suite(
  .enabled(if: PostgresServer.isInstalled, "Debian's package postgresql is not installed"),
  .timeLimit(.minutes(5)))
struct MigrationTests {
  private static let dump = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/postgresql_1.sql")

  /// One of the first schema, with a job that succeeded, one that went back with a checkpoint, and an
  /// upload: all is read as it was, and the jobs go on. What is there is what the server told of the
  /// dump: SHA-256 and lengths by SQL.
  @Test func aDatabaseOfTheFirstVersionIsBroughtUpToDate() async throws {
    let server = try PostgresServer.shared.get()
    let database = try server.makeDatabaseName()
    do {
      let connection = try server.connection(database)
      try connection.runScript(
        String(contentsOf: Self.dump, encoding: .utf8), within: .seconds(60))
    }
    let address = try server.address(database)
    let visitor = await #expect(throws: JobStoreError.self) {
      _ = try await PostgreSQLJobStore(
        at: address, password: PostgresServer.password, opening: .visiting)
    }
    #expect(visitor?.code == "store_older_schema")
    let store = try await PostgreSQLJobStore(
      at: address, password: PostgresServer.password, deadline: PostgresServer.generous)
    let jobs = try await store.jobs(matching: JobFilter(), after: nil, limit: 10).items
    #expect(jobs.map(\.state) == [.queued, .succeeded])
    let (waiting, ended) = (jobs[0], jobs[1])
    for (name, length, digest) in [
      ("curves", 239, "23c4c98c63dd4b8fba91f06812532312d5d4daaa89113f2a4ecd998ebc6c0b70"),
      ("health", 352, "41593ad7e813102da1987d554bb1e94a73b05858dda217d3dd270cd55313ef84"),
      ("similarity", 814, "d0c7aaa438d33a7bf4f97050d22204fa0e4d4cf73a7a8acdf24afe884a7ea5e0"),
      ("weights/0", 152, "1b601a4179273a62ee993afb6d36c2186ea0cb193fd99e8508b1ce08a15c86d9"),
    ] {
      let body = try #require(try await store.artifact(name, of: ended.id))
      #expect(body.count == length)
      #expect(BlobDigest(of: body).hexadecimal == digest)
    }
    let checkpoint = try #require(try await store.checkpoint(of: waiting.id))
    #expect(checkpoint.step == 34857)
    #expect(
      checkpoint.parts.mapValues(\.count) == ["recording": 1250, "state": 854, "weights/0": 588])
    let upload = try #require(try await store.datasets(of: "local").first)
    #expect(upload.bytes == 173)
    #expect(try await store.content(of: upload.id, owner: "local")?.count == 173)
    // On under the new functions.
    let claim = try #require(
      try await store.claim(
        ClaimRequest(
          worker: WorkerID(rawValue: "of-now/0"), limit: 1, lease: .seconds(60), engine: 1000)
      ).claims.first)
    #expect(claim.job.id == waiting.id)
    try await store.saveCheckpoint(claim.lease(step: 40000), parts: ["state": [1]])
    try await store.markSucceeded(
      claim.lease(step: 50000), result: [1], artifacts: ["a": [2]])
    #expect(try await store.artifact("a", of: waiting.id) == [2])
    #expect(try await store.checkpoint(of: waiting.id) == nil)
    #expect(try await store.delete(upload.id, of: "local") == .deleted)
    try await store.close()
  }
}
