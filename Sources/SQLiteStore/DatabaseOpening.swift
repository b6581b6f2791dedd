import Foundation
import GRDB
import Jobs

/// Opens the database file, on a full disk too.
struct DatabaseOpening {
  /// A database of the time before files could become shorter is changed at its start if it has not
  /// more bytes than this: it is written anew, which takes some seconds a gigabyte.
  private static let mostToRewrite = 256 << 20

  let path: String
  let configuration: Configuration
  let translate: ErrorTranslation
  let reserve: DiskReserve

  /// What every connection of a store is set up with, before it makes a table.
  static func setUp(_ configuration: inout Configuration) {
    configuration.prepareDatabase { db in
      if db.configuration.readonly { return }
      // Files become shorter when jobs go. It has to be said before the first table is made, and only
      // then, as it is written into the file each time.
      if try Int.fetchOne(db, sql: "PRAGMA page_count") == 0 {
        try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
      }
      // Debian's SQLite overwrites what is deleted, a large job's every page through the log.
      try db.execute(sql: "PRAGMA secure_delete = FAST")
      // What a statement with a trigger may have to undo: in a file it takes as long as the rest.
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }
  }

  /// The database, after `prepare`.
  ///
  /// Where the disk has no room for what SQLite makes at the start, the reserve gives it; where that
  /// is gone, one connection keeps in memory what several would share in a file: reading goes, and so
  /// does writing as soon as there is room.
  func open(_ prepare: (any DatabaseWriter) throws -> Void) throws -> any DatabaseWriter {
    func pool() throws -> any DatabaseWriter {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try prepare(pool)
      return pool
    }
    do {
      return try pool()
    } catch  where translate(error) == .full {
      if reserve.giveUp() {
        do { return try pool() } catch  where translate(error) == .full {}
      }
      let queue = try DatabaseQueue(path: alone, configuration: configuration)
      try prepare(queue)
      return queue
    }
  }

  /// The file for the one process that has it open.
  private var alone: String {
    let path = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    return "file:\(path)?vfs=unix-excl"
  }

  /// Lets the file of a database made by an earlier version become shorter; does nothing where that is
  /// too much work or there is no room for it.
  static func allowShrinking(_ database: any DatabaseWriter) throws {
    try database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
      guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0,
        pages * pageSize <= mostToRewrite
      else { return }
      defer { try? db.execute(sql: "PRAGMA temp_store = MEMORY") }
      do {
        // The new file is made as a temporary one first, too large for memory.
        try db.execute(sql: "PRAGMA temp_store = FILE; PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
      } catch let error as DatabaseError where error.resultCode != .SQLITE_CORRUPT {
        // It is as it was, and works.
      }
    }
  }
}
