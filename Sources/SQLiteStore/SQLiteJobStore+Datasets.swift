import Foundation
import GRDB
package import Jobs
internal import Threading

// Uploaded data sets, in the database of the jobs that name them.
extension SQLiteJobStore: DatasetStore {
  /// See `DatasetStore`.
  package func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    let packed = try await packing.run { PackedBytes(dataset.content, quickly: true) }
    let clock = clock
    return try await write(.new) { db in
      let known = try DatasetRows.find(dataset.id, of: dataset.owner, db)
      if let known, !known.isDeleted, !known.isInline { return .existing(known) }
      try DatasetRows.check(dataset, isInline: false, db)
      let now = try clock.now(db)
      try DatasetRows.write(dataset, packed, isInline: false, now, db)
      return .created(
        UploadedDataset(
          id: dataset.id, name: dataset.name, summary: dataset.summary,
          bytes: dataset.content.count, createdAt: now, isDeleted: false))
    }
  }

  /// See `DatasetStore`.
  package func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    try await read { db in try DatasetRows.find(id, of: owner, db) }
  }

  /// See `DatasetStore`.
  package func datasets(of owner: String) async throws -> [UploadedDataset] {
    try await read { db in
      // By time and not by `sequence`: what was deleted and came again is new.
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM datasets WHERE owner = ? AND deleted_at IS NULL AND NOT inline
          ORDER BY created_at DESC, sequence DESC
          """,
        arguments: [owner]
      ).map(DatasetRows.dataset)
    }
  }

  /// See `DatasetStore`.
  package func content(of id: DatasetID, owner: String) async throws -> [UInt8]? {
    try await unpacking { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT c.body, c.inflated_length FROM dataset_contents c JOIN datasets d USING (sequence)
          WHERE d.owner = ? AND d.id = ?
          """)
      return try Row.fetchOne(statement, arguments: [owner, id.rawValue]).flatMap {
        PackedBytes($0, body: "body", inflatedLength: "inflated_length")
      }
    }
  }

  /// See `DatasetStore`.
  package func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
    let clock = clock
    return try await write { db in
      guard try DatasetRows.hasContent(id, of: owner, db) else { return .notFound }
      let jobs = try DatasetRows.unfinishedJobs(on: id, of: owner, db)
      guard jobs.isEmpty else { return .inUse(jobs) }
      try db.cachedStatement(
        sql: """
          DELETE FROM dataset_contents
          WHERE sequence = (SELECT sequence FROM datasets WHERE owner = ? AND id = ?)
          """
      ).execute(arguments: [owner, id.rawValue])
      try db.cachedStatement(
        sql: "UPDATE datasets SET deleted_at = ?, name = NULL WHERE owner = ? AND id = ?"
      ).execute(arguments: [try clock.now(db).milliseconds, owner, id.rawValue])
      // This one or an earlier one, whose last job is gone since.
      try db.cachedStatement(
        sql: """
          DELETE FROM datasets WHERE owner = ? AND deleted_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM specs s JOIN jobs j USING (sequence)
            WHERE s.dataset = datasets.id AND j.owner = datasets.owner)
          """
      ).execute(arguments: [owner])
      return .deleted
    }
  }
}
