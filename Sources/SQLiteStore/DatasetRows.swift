import Foundation
import GRDB
import Jobs

/// Reads data sets out of their table, and holds new ones against their quota.
enum DatasetRows {
  /// The most jobs that an answer names as users of a data set.
  private static let mostJobs = 10

  /// The owner's data set, deleted or not.
  static func find(_ id: DatasetID, of owner: String, _ db: Database) throws -> UploadedDataset? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM datasets WHERE owner = ? AND id = ?")
    return try Row.fetchOne(statement, arguments: [owner, id.rawValue]).map(dataset)
  }

  /// Whether the owner has a data set that is not deleted.
  static func hasContent(_ id: DatasetID, of owner: String, _ db: Database) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT 1 FROM datasets WHERE owner = ? AND id = ? AND deleted_at IS NULL")
    return try Int.fetchOne(statement, arguments: [owner, id.rawValue]) != nil
  }

  /// Some of the owner's queued and running jobs on a data set, the oldest first.
  static func unfinishedJobs(
    on id: DatasetID, of owner: String, _ db: Database
  ) throws -> [JobID] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT j.id FROM specs s JOIN jobs j USING (sequence)
        WHERE s.dataset = ? AND j.owner = ? AND j.state IN ('queued', 'running')
        ORDER BY sequence LIMIT \(mostJobs)
        """)
    return try String.fetchAll(statement, arguments: [id.rawValue, owner]).map(JobRows.id)
  }

  /// Takes in rows that came with a job, unless the owner has them.
  static func takeIn(
    _ rows: NewDataset, _ content: PackedBytes, _ now: Timestamp, _ db: Database
  ) throws {
    if try hasContent(rows.id, of: rows.owner, db) { return }
    try check(rows, isInline: true, db)
    try write(rows, content, isInline: true, now, db)
  }

  /// Writes a data set that the owner has not, not any more, or only from a job.
  static func write(
    _ dataset: NewDataset, _ content: PackedBytes, isInline: Bool, _ now: Timestamp, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO datasets (owner, id, name, summary, bytes, created_at, inline)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (owner, id) DO UPDATE SET
          name = excluded.name, created_at = excluded.created_at, inline = excluded.inline,
          deleted_at = NULL
        RETURNING sequence
        """)
    let sequence = try Int64.fetchOne(
      statement,
      arguments: [
        dataset.owner, dataset.id.rawValue, dataset.name, Data(dataset.summary),
        dataset.content.count, now.milliseconds, isInline,
      ])
    try db.cachedStatement(
      sql: """
        INSERT INTO dataset_contents (sequence, inflated_length, body) VALUES (?, ?, ?)
        ON CONFLICT (sequence) DO NOTHING
        """
    ).execute(arguments: [sequence, content.inflatedLength, content.body])
  }

  /// Throws where the owner has no room for `dataset`; those that came with jobs are not counted, but
  /// their bytes are. In the transaction that takes it in, so that no two share the last place.
  static func check(_ dataset: NewDataset, isInline: Bool, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT COUNT(*) FILTER (WHERE NOT inline) AS count, COALESCE(SUM(bytes), 0) AS bytes
        FROM datasets WHERE owner = ? AND id <> ? AND deleted_at IS NULL
        """)
    let arguments: StatementArguments = [dataset.owner, dataset.id.rawValue]
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return }
    if !isInline, (row["count"] as Int) + 1 > dataset.quota.count {
      throw JobStoreError.datasetQuotaExceeded(.count)
    }
    if (row["bytes"] as Int) + dataset.content.count > dataset.quota.bytes {
      throw JobStoreError.datasetQuotaExceeded(.bytes)
    }
  }

  static func dataset(_ row: Row) throws -> UploadedDataset {
    let text: String = row["id"]
    guard let id = DatasetID(rawValue: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(text) is no data set's id")
    }
    return UploadedDataset(
      id: id, name: row["name"], summary: [UInt8](row["summary"] as Data), bytes: row["bytes"],
      createdAt: Timestamp(milliseconds: row["created_at"]),
      isDeleted: row["deleted_at"] as Int64? != nil, isInline: row["inline"])
  }
}
