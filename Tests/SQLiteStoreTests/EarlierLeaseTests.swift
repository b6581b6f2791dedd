import Foundation
import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

/// Databases from before calls could come again.
struct EarlierLeaseTests {
  @Test func jobsThatWaitedAndRanThenGoOn() async throws {
    let database = try TemporaryDatabase()
    try database.holdJob(Sample.job(1), asOf: "webhooks")
    let earlier = try DatabaseQueue(path: database.path)
    try await earlier.write { db in
      // As that version left a job that it was running, and one that had succeeded.
      try db.execute(
        sql: """
          INSERT INTO jobs (id, state, batch_key, steps, created_at, attempt, worker,
              lease_expires_at, started_at)
            VALUES ('\(Sample.id(2))', 'running', 'b', 100, 1, 3, 'local/0', 2, 1);
          INSERT INTO specs (sequence, digest, scheme, body) VALUES (2, 'd', 'zeros', x'7b7d');
          INSERT INTO jobs (id, state, batch_key, steps, created_at, attempt, started_at, finished_at)
            VALUES ('\(Sample.id(3))', 'succeeded', 'b', 100, 1, 1, 1, 2);
          INSERT INTO specs (sequence, digest, scheme, body) VALUES (3, 'd', 'zeros', x'7b7d');
          INSERT INTO results (sequence, body) VALUES (3, x'01');
          """)
    }
    try earlier.close()

    let store = try SQLiteJobStore(at: .file(database.path))
    let running = JobLease(id: Sample.id(2), token: FencingToken(rawValue: 3), step: 100)
    for _ in 1...2 { try await store.markSucceeded(running, result: [7], artifacts: [:]) }
    #expect(try await store.job(Sample.id(2))?.result == [7])
    // What came to its end then is not said again.
    let ended = JobLease(id: Sample.id(3), token: FencingToken(rawValue: 1), step: 100)
    await #expect(throws: JobStoreError.leaseLost(Sample.id(3))) {
      try await store.markSucceeded(ended, result: [1], artifacts: [:])
    }
    let claims = try await store.claim(worker: Sample.worker, limit: 9, lease: Sample.lease)
    #expect(claims.map(\.job.id) == [Sample.id(1)])
    try await store.close()
  }
}
