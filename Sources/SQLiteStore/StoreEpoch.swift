import GRDB

/// The number in the database's first page that each commit counts up; see ``WriteAheadLog``.
enum StoreEpoch {
  /// Counts up, in the transaction under way. 0 is left out: it stands for databases without one.
  static func advance(_ db: Database) throws {
    let now = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    try db.execute(sql: "PRAGMA user_version = \(now == -1 ? 1 : now &+ 1)")
  }

  /// Asks for room as a small job would, gives it back, and leaves a change to be committed.
  static func probe(_ db: Database) throws {
    try db.inSavepoint {
      try db.execute(
        sql: """
          CREATE TABLE write_probe (content BLOB);
          INSERT INTO write_probe VALUES (zeroblob(\(probeBytes)));
          """)
      return .rollback
    }
  }

  private static let probeBytes = 64 << 10
}
