public import AccessKeys
import Foundation
import GRDB
public import JobQueue

/// Access keys in the database of jobs. It may be open in another process at the same time: a key
/// made or revoked by a command is seen by the running service.
public final class SQLiteKeyStore: Sendable {
  private let database: any DatabaseWriter
  private let translate: ErrorTranslation
  private let threads = DedicatedThreads(count: 1)

  /// Opens the database file at `path`, makes it or brings it up to date.
  ///
  /// Throws as `SQLiteJobStore` does, but for `inUse`.
  public init(path: String) throws(JobStoreError) {
    translate = ErrorTranslation(path: path)
    try FileHeader.check(path)
    var configuration = Configuration()
    configuration.label = "keys"
    configuration.busyMode = .timeout(5)
    DatabaseOpening.setUp(&configuration)
    do {
      // Not a pool, whose checkpoints would meet those of the service.
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
      try SQLiteJobStore.prepare(queue, path: path, maximumBytes: nil)
      database = queue
    } catch {
      throw translate(error)
    }
  }

  /// All keys, in the order in which they were made.
  public func keys() async throws -> [AccessKey] {
    try await run { database in
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM access_keys ORDER BY created_at, id").map(Self.key)
      }
    }
  }

  /// Adds a key.
  public func add(_ key: AccessKey) async throws {
    try await run { database in
      try database.write { db in
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
    }
  }

  /// Revokes a key from `now` on (milliseconds since 1970); false where there is none of this id. A
  /// key stays revoked since the first time.
  public func revoke(_ id: String, at now: Int64) async throws -> Bool {
    try await run { database in
      try database.write { db in
        try db.execute(
          sql: "UPDATE access_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?",
          arguments: [now, id])
        return db.changesCount > 0
      }
    }
  }

  /// Ends it; calls made later fail.
  public func close() throws { try database.close() }

  private func run<Value: Sendable>(
    _ body: @escaping @Sendable (any DatabaseWriter) throws -> Value
  ) async throws -> Value {
    let (database, translate) = (database, translate)
    return try await threads.run {
      do { return try body(database) } catch { throw translate(error) }
    }
  }

  private static func key(_ row: Row) throws -> AccessKey {
    let scopes: String = row["scopes"]
    return AccessKey(
      id: row["id"], owner: row["owner"], digest: [UInt8](row["digest"] as Data),
      scopes: Set(scopes.split(separator: " ").compactMap { AccessScope(rawValue: String($0)) }),
      createdAt: row["created_at"], expiresAt: row["expires_at"], revokedAt: row["revoked_at"])
  }
}
