import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Testing

/// Queues from before there were ranks and suspects.
struct EarlierQueueTests {
  /// Turns the database back to what it was then.
  private func turnBack(_ path: String) throws {
    let old = try DatabaseQueue(path: path)
    try old.write { db in
      try db.execute(sql: "DROP INDEX jobs_queued_by_rank; DROP INDEX jobs_queued_by_batch")
      for column in [
        "rank", "memory", "shared_memory", "max_seconds", "had_company", "suspicions",
        "suspected_step",
      ] {
        try db.execute(sql: "ALTER TABLE jobs DROP COLUMN \(column)")
      }
      try db.execute(
        sql: """
          DROP TABLE queue_clock;
          DROP TABLE owner_shares;
          CREATE INDEX jobs_queued_by_batch ON jobs (batch_key, sequence) WHERE state = 'queued';
          UPDATE jobs SET losses = 2 WHERE id = '\(Sample.id(1))';
          DELETE FROM grdb_migrations WHERE identifier = 'fair shares and suspects';
          """)
    }
    try old.close()
  }

  @Test func theyAreServedInTurnAndLossesOfThatTimeAreSuspicions() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    for (number, owner) in [(1, "ada"), (2, "ada"), (3, "ada"), (11, "bob"), (12, "bob")] {
      var job = Sample.job(number, batchKey: "\(number)")
      job.owner = owner
      _ = try await store.create(job)
    }
    try await store.close()
    try turnBack(database.path)

    let reopened = try SQLiteJobStore(at: .file(database.path))
    var claims: [Claim] = []
    for _ in 1...5 {
      claims += try await reopened.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)
    }
    #expect(claims.map(\.job.id) == [1, 11, 2, 12, 3].map(Sample.id))
    #expect(claims[0].demand.suspicion == JobSuspicion(count: 2, step: 0))
    #expect(claims[1].demand == JobDemand())
    // Two losses then, and one more now: what it did then may have been another's doing.
    #expect(try await reopened.requeueAll(exceptHeldBy: []).failed == [])
    try await reopened.close()
  }
}
