package import AccessKeys
import Foundation
import GRDB

/// Reads and writes access keys in their table.
enum AccessKeyRows {
  /// All keys, in the order in which they were made.
  static func all(_ db: Database) throws -> [AccessKey] {
    try Row.fetchAll(db, sql: "SELECT * FROM access_keys ORDER BY created_at, id").map { row in
      let scopes: String = row["scopes"]
      return AccessKey(
        id: row["id"], owner: row["owner"], digest: [UInt8](row["digest"] as Data),
        scopes: Set(scopes.split(separator: " ").compactMap { AccessScope(rawValue: String($0)) }),
        createdAt: row["created_at"], expiresAt: row["expires_at"], revokedAt: row["revoked_at"])
    }
  }

  static func insert(_ key: AccessKey, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO access_keys (id, owner, digest, scopes, created_at, expires_at, revoked_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        key.id, key.owner, Data(key.digest),
        key.scopes.sorted().map(\.rawValue).joined(separator: " "), key.createdAt,
        key.expiresAt, key.revokedAt,
      ])
  }

  /// False where there is no key of this id. One that is revoked stays so since the first time.
  static func revoke(_ id: String, at now: Int64, _ db: Database) throws -> Bool {
    try db.execute(
      sql: "UPDATE access_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?",
      arguments: [now, id])
    return db.changesCount > 0
  }
}

extension SQLiteJobStore: KeyStore {
  /// See `KeyStore`.
  package func keys() async throws -> [AccessKey] {
    try await read { try AccessKeyRows.all($0) }
  }

  /// See `KeyStore`.
  package func add(_ key: AccessKey) async throws {
    try await write { try AccessKeyRows.insert(key, $0) }
  }

  /// See `KeyStore`.
  package func revoke(_ id: String, at now: Int64) async throws -> Bool {
    try await write { try AccessKeyRows.revoke(id, at: now, $0) }
  }
}
