import Foundation
import GRDB
import Jobs
import SQLiteStore

extension TemporaryDatabase {
  /// Makes the database as the version of the program did that had this migration as its last, with
  /// one queued job.
  func holdJob(_ job: NewJob, asOf migration: String) throws {
    let earlier = try DatabasePool(path: path)
    try Schema.migrator.migrate(earlier, upTo: migration)
    try earlier.write { db in
      try db.execute(
        sql: """
          INSERT INTO jobs (id, state, batch_key, steps, created_at) VALUES (?, 'queued', ?, ?, 1)
          """, arguments: [job.id.rawValue, job.batchKey, job.steps])
      try db.execute(
        sql: "INSERT INTO specs (sequence, digest, scheme, body) VALUES (?, ?, ?, ?)",
        arguments: [db.lastInsertedRowID, job.specDigest, job.scheme, Data(job.spec)])
    }
    try earlier.close()
  }
}
