package import AccessKeys
import GRDB
package import Jobs
internal import Threading

/// Access keys in the database of jobs, for commands that visit it: it may be open in a running
/// service at the same time, which sees a key made or revoked here.
package final class SQLiteKeyStore: KeyStore {
  private let database: any DatabaseWriter
  private let translate: ErrorTranslation
  private let threads = DedicatedThreads(count: 1)

  /// Opens the database file at `path`, which must be there, as `SQLiteJobStore` has made it.
  ///
  /// Throws as `SQLiteJobStore` does, but for `inUse`; `missing` where there is none.
  package init(path: String) throws(JobStoreError) {
    translate = ErrorTranslation(path: path)
    database = try VisitedDatabase.open(path, label: "keys")
  }

  /// See `KeyStore`.
  package func keys() async throws -> [AccessKey] {
    try await run { database in try database.read { try AccessKeyRows.all($0) } }
  }

  /// See `KeyStore`.
  package func add(_ key: AccessKey) async throws {
    try await run { database in try database.write { try AccessKeyRows.insert(key, $0) } }
  }

  /// See `KeyStore`.
  package func revoke(_ id: String, at now: Int64) async throws -> Bool {
    try await run { database in
      try database.write { try AccessKeyRows.revoke(id, at: now, $0) }
    }
  }

  /// Ends it; calls made later fail.
  package func close() throws { try database.close() }

  private func run<Value: Sendable>(
    _ body: @escaping @Sendable (any DatabaseWriter) throws -> Value
  ) async throws -> Value {
    let (database, translate) = (database, translate)
    return try await threads.run {
      do { return try body(database) } catch { throw translate(error) }
    }
  }
}
