import Foundation
import GRDB
package import Jobs

/// Copies of a database that are whole: made while a service runs on it, and put in its place while
/// none does. For commands, in processes of their own.
package enum DatabaseBackup {
  /// What a copy holds.
  package struct Report: Sendable {
    /// In bytes.
    package let size: Int
    /// Jobs in it.
    package let jobs: Int
  }

  /// Copies the database at `source`, as the last commit has left it, into a new file `target`,
  /// readable by its owner alone, and checks that it is whole.
  ///
  /// The service goes on writing meanwhile; its log grows until the copy is made. A file at `target`
  /// is left as it was unless `replacing`. Takes time and room in proportion to the database.
  /// Throws `exists`, `inUse` where a service works on `target`, and what a visitor of `source` meets.
  package static func make(
    of source: String, at target: String, replacing: Bool
  ) throws(JobStoreError) -> Report {
    try check(target, replacing: replacing)
    let copy = try Self.copy(of: source, for: target)
    try copy.put(at: target, replacing: replacing)
    return copy.report
  }

  /// Puts a copy of the database at `backup` in the place of that at `target`, with no log beside it.
  ///
  /// Throws `inUse` where a service, or anyone else, has the database at `target` open; `exists` where
  /// there is one, or a log left by one, unless `replacing`; `corrupt` where the backup is not whole.
  package static func restore(
    from backup: String, to target: String, replacing: Bool
  ) throws(JobStoreError) -> Report {
    let place = try? DatabaseHold.canonical(target)
    let hold: DatabaseHold?
    if place == nil {
      if !replacing, FileManager.default.fileExists(atPath: target + "-wal") {
        throw .exists(path: target + "-wal")
      }
      hold = nil
    } else {
      guard replacing else { throw .exists(path: target) }
      hold = try DatabaseHold(path: target, beforeReplacing: true)
    }
    let file = place ?? target
    let copy = try Self.copy(of: backup, for: file)
    // The old log would be played into the new file.
    for suffix in ["-wal", "-shm", "-journal"] where unlink(file + suffix) != 0 && errno != ENOENT {
      throw .unwritable(path: file + suffix, reason: String(errno: errno))
    }
    try copy.put(at: file, replacing: replacing)
    hold?.release()
    return copy.report
  }

  private static func copy(
    of source: String, for target: String
  ) throws(JobStoreError) -> DatabaseCopy {
    let original = try VisitedDatabase.open(source, label: "original", requiring: .any)
    let copy = try DatabaseCopy(of: original, named: source, for: target)
    do { try original.close() } catch { throw ErrorTranslation(path: source)(error) }
    return copy
  }

  private static func check(_ target: String, replacing: Bool) throws(JobStoreError) {
    guard let identity = FileIdentity(path: target) else { return }
    guard replacing else { throw .exists(path: target) }
    if DatabaseHold.isHeldHere(identity) { throw .inUse(path: target, holder: "\(getpid())") }
    let descriptor = open(target, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unwritable(path: target, reason: String(errno: errno)) }
    defer { close(descriptor) }
    if DatabaseHold.isHeld(descriptor) || DatabaseHold.visitor(descriptor) != nil {
      throw .inUse(path: target, holder: DatabaseHold.visitor(descriptor))
    }
  }
}
