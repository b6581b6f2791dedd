import GRDB
package import Jobs

/// The clock that stamps jobs and that leases are reckoned on.
package enum StoreClock: Sendable {
  /// The database's own, in milliseconds.
  case database
  /// A clock from outside, for tests.
  case manual(@Sendable () -> Timestamp)

  func now(_ db: Database) throws -> Timestamp {
    switch self {
    case .manual(let read):
      return read()
    case .database:
      // `unixepoch('subsec')` would need SQLite 3.42. A julian day as a double is exact to 0.05 ms.
      let statement = try db.cachedStatement(
        sql: "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)")
      guard let milliseconds = try Int64.fetchOne(statement) else {
        throw DatabaseError(message: "the database has no clock")
      }
      return Timestamp(milliseconds: milliseconds)
    }
  }
}
