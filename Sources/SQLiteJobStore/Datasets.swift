import Foundation
import GRDB
public import JobQueue

// Uploaded data sets, in the database of the jobs that name them.
extension SQLiteJobStore: DatasetStore {
  /// See `DatasetStore`.
  public func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    let packed = try await packing.run { PackedBytes(dataset.content) }
    let clock = clock
    return try await write(.new) { db in
      let known = try DatasetRows.find(dataset.id, of: dataset.owner, db)
      if let known, !known.isDeleted { return .existing(known) }
      try DatasetRows.check(dataset, db)
      let now = try clock.now(db)
      let insert = try db.cachedStatement(
        sql: """
          INSERT INTO datasets (owner, id, name, summary, bytes, created_at)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (owner, id) DO UPDATE SET
            name = excluded.name, created_at = excluded.created_at, deleted_at = NULL
          RETURNING sequence
          """)
      let sequence = try Int64.fetchOne(
        insert,
        arguments: [
          dataset.owner, dataset.id.rawValue, dataset.name, Data(dataset.summary),
          dataset.content.count, now.milliseconds,
        ])
      try db.cachedStatement(
        sql: "INSERT INTO dataset_contents (sequence, inflated_length, body) VALUES (?, ?, ?)"
      ).execute(arguments: [sequence, packed.inflatedLength, packed.body])
      return .created(
        UploadedDataset(
          id: dataset.id, name: dataset.name, summary: dataset.summary,
          bytes: dataset.content.count, createdAt: now, isDeleted: false))
    }
  }

  /// See `DatasetStore`.
  public func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    try await read { db in try DatasetRows.find(id, of: owner, db) }
  }

  /// See `DatasetStore`.
  public func datasets(of owner: String) async throws -> [UploadedDataset] {
    try await read { db in
      // By time and not by `sequence`: what was deleted and came again is new.
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM datasets WHERE owner = ? AND deleted_at IS NULL
          ORDER BY created_at DESC, sequence DESC
          """,
        arguments: [owner]
      ).map(DatasetRows.dataset)
    }
  }

  /// See `DatasetStore`.
  public func content(of id: DatasetID, owner: String) async throws -> [UInt8]? {
    try await read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT c.body, c.inflated_length FROM dataset_contents c JOIN datasets d USING (sequence)
          WHERE d.owner = ? AND d.id = ?
          """)
      return try Row.fetchOne(statement, arguments: [owner, id.rawValue]).flatMap {
        try PackedBytes.read($0, body: "body", inflatedLength: "inflated_length")
      }
    }
  }

  /// See `DatasetStore`.
  public func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
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
