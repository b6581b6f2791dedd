import Foundation
import GRDB
import Jobs

/// A copy under a name of its own that is not yet where it is to be; removed unless it gets there.
final class DatabaseCopy {
  /// What is in it.
  let report: DatabaseBackup.Report
  private let path: String

  /// Copies, as the last commit has left it, and checks; `source` is the original's name.
  init(
    of original: any DatabaseReader, named source: String, for target: String
  ) throws(JobStoreError) {
    let path = "\(target).partial-\(getpid())"
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: String(errno: errno)) }
    close(descriptor)
    do {
      let copy = try DatabaseQueue(path: path)
      // In one step: in several, each commit of the service would let it begin anew.
      try original.backup(to: copy)
      let jobs = try copy.writeWithoutTransaction { db in
        // One file, with no log beside it.
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
        try Self.check(db, source)
        return try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM jobs") ?? 0
      }
      try copy.close()
      try Self.flush(path)
      var status = stat()
      _ = stat(path, &status)
      report = DatabaseBackup.Report(size: Int(status.st_size), jobs: jobs)
    } catch {
      Self.remove(path)
      throw ErrorTranslation(path: path)(error)
    }
  }

  deinit { Self.remove(path) }

  /// Gives the copy its name, at once and for good.
  func put(at target: String, replacing: Bool) throws(JobStoreError) {
    if replacing {
      guard rename(path, target) == 0 else {
        throw .unwritable(path: target, reason: String(errno: errno))
      }
    } else {
      // Unlike a rename, never over a file that has come meanwhile.
      guard link(path, target) == 0 else {
        if errno == EEXIST { throw .exists(path: target) }
        throw .unwritable(path: target, reason: String(errno: errno))
      }
      unlink(path)
    }
    try Self.flush(URL(fileURLWithPath: target).deletingLastPathComponent().path)
  }

  private static func check(_ db: Database, _ source: String) throws {
    let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(3)")
    guard faults == ["ok"] else {
      throw JobStoreError.corrupt(path: source, reason: faults.joined(separator: "; "))
    }
    guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
      throw JobStoreError.corrupt(path: source, reason: "rows belong to no job")
    }
  }

  private static func flush(_ path: String) throws(JobStoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw .unwritable(path: path, reason: String(errno: errno))
    }
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }
}
