import GRDB
import Jobs

/// Reads what owners take of the store out of its table.
enum UsageRows {
  /// O(1).
  static func usage(of owner: String, _ db: Database) throws -> StoredUsage {
    let statement = try db.cachedStatement(
      sql: "SELECT jobs, bytes FROM owner_usage WHERE owner = ?")
    return try Row.fetchOne(statement, arguments: [owner]).map(usage) ?? StoredUsage()
  }

  /// O(owners).
  static func usageOfAll(_ db: Database) throws -> StoredUsage {
    let statement = try db.cachedStatement(
      sql: """
        SELECT COALESCE(SUM(jobs), 0) AS jobs, COALESCE(SUM(bytes), 0) AS bytes FROM owner_usage
        """)
    return try Row.fetchOne(statement).map(usage) ?? StoredUsage()
  }

  private static func usage(_ row: Row) -> StoredUsage {
    StoredUsage(jobs: row["jobs"], bytes: row["bytes"])
  }
}
