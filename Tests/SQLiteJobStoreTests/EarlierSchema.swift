import GRDB
import JobQueue
import JobStoreConformance
import SQLiteJobStore

extension TemporaryDatabase {
  /// Makes the file as an earlier version left it, which knew the migrations up to `last`, with the
  /// first sample job waiting in it.
  func makeEarlier(upTo last: String) throws {
    let database = try DatabaseQueue(path: path)
    try Schema.migrator.migrate(database, upTo: last)
    try database.write { db in
      try db.execute(
        sql: """
          INSERT INTO jobs (id, state, batch_key, steps, created_at)
            VALUES (:id, 'queued', 'batch', 100, 1700000000000);
          INSERT INTO specs (sequence, digest, scheme, body)
            VALUES (last_insert_rowid(), 'digest-1', 'zeros', CAST('{"seed":1}' AS BLOB));
          """, arguments: ["id": Sample.id(1).rawValue])
    }
    try database.close()
  }
}
