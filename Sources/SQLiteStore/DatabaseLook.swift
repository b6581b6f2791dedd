import Foundation
import GRDB
import GRDBSQLite
import Jobs

/// A look at a database's files that changes none of them, before SQLite opens them for writing: so
/// that no other program's database, and none of a later version, is touched by mistake, and no log
/// is played into a file that it does not belong to.
enum DatabaseLook {
  /// Passes a database that this version may open, and an empty file.
  ///
  /// `path` is the file's canonical name, `name` the one to tell people. Throws `corrupt`, `foreign`,
  /// `foreignLog`, `newerSchema`, `unwritable`.
  static func check(
    _ descriptor: Int32, path: String, name: String
  ) throws(JobStoreError) {
    guard let page = try firstPage(descriptor, name) else { return }
    let log = WriteAheadLog(path: path + "-wal")
    if let log, !log.belongs(to: page) { throw .foreignLog(path: name) }
    let current = log?.last ?? page
    guard current.isOurs else { throw .foreign(path: name) }
    if current.isBeforeFirstTable { return }
    try checkSchema(path, hasLog: log?.hasCommits ?? false, name)
  }

  /// Passes what `check` would, for one who visits a database that a service may be running on: that
  /// one has checked the log and goes on writing it. The file may not be absent (`missing`).
  static func checkAsVisitor(_ name: String) throws(JobStoreError) {
    var status = stat()
    guard stat(name, &status) == 0 else { throw .missing(path: name) }
    // By another name SQLite would look for another log.
    guard status.st_nlink == 1 else { throw .severalNames(path: name) }
    // Open in this process already, by one who has checked it.
    if DatabaseHold.isHeldHere(FileIdentity(status)) { return }
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unwritable(path: name, reason: String(errno: errno))
    }
    defer { close(descriptor) }
    if DatabaseHold.isHeld(descriptor) { return }
    let path = try DatabaseHold.canonical(name)
    var (file, log) = (stat(), stat())
    if fstat(descriptor, &file) == 0, file.st_size == 0 {
      throw stat(path + "-wal", &log) == 0 && log.st_size > 0
        ? .databaseMissing(path: name) : .missing(path: name)
    }
    try check(descriptor, path: path, name: name)
  }

  /// Nil where the file is empty.
  private static func firstPage(
    _ descriptor: Int32, _ name: String
  ) throws(JobStoreError) -> PageOne? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw .unwritable(path: name, reason: String(errno: errno)) }
    if count == 0 { return nil }
    guard let page = PageOne(bytes[..<count]) else {
      throw .corrupt(path: name, reason: "the file is not a database")
    }
    return page
  }

  /// Throws where the schema has steps that this version does not know.
  private static func checkSchema(
    _ path: String, hasLog: Bool, _ name: String
  ) throws(JobStoreError) {
    // A database without a log is read as it lies, for an ordinary reader would leave files beside
    // it. One with a log is read through that, and a reader without the right to write changes
    // neither.
    let way = hasLog ? "mode=ro" : "immutable=1"
    guard let place = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else {
      throw .unwritable(path: name, reason: "its name cannot be written as a URI")
    }
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    try pass(sqlite3_open_v2("file:\(place)?\(way)", &connection, flags, nil), connection, name)
    sqlite3_busy_timeout(connection, 5000)
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let sql = "SELECT identifier FROM grdb_migrations"
    try pass(sqlite3_prepare_v2(connection, sql, -1, &statement, nil), connection, name)
    let known = Set(Schema.migrator.migrations)
    while true {
      let result = sqlite3_step(statement)
      if result == SQLITE_DONE { return }
      if result != SQLITE_ROW { try pass(result, connection, name) }
      guard let text = sqlite3_column_text(statement, 0) else { continue }
      if !known.contains(String(cString: text)) { throw .newerSchema(path: name) }
    }
  }

  private static func pass(
    _ result: Int32, _ connection: OpaquePointer?, _ name: String
  ) throws(JobStoreError) {
    if result == SQLITE_OK { return }
    let reason = connection.map { String(cString: sqlite3_errmsg($0)) } ?? "SQLite \(result)"
    switch result & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_IOERR: throw .unavailable(reason: reason)
    case SQLITE_CANTOPEN, SQLITE_PERM: throw .unwritable(path: name, reason: reason)
    default: throw .corrupt(path: name, reason: reason)
    }
  }
}
