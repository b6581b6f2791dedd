import Foundation
import GRDB
import Jobs
import Synchronization

/// The files of an open database, by what they are and not by their names: what is written once one
/// of them has lost its name is gone when the service ends.
final class StoreFiles: Sendable {
  private let path: String
  private let expected: [(path: String, identity: FileIdentity)]
  private let hold: DatabaseHold
  private let isRescued = Mutex(false)

  /// The files of a held database, as they are when SQLite has just opened them.
  init(_ hold: DatabaseHold) {
    self.hold = hold
    path = hold.path
    expected = ["", "-wal", "-shm"].compactMap { suffix in
      FileIdentity(path: hold.path + suffix).map { (hold.path + suffix, $0) }
    }
  }

  /// Throws `replaced` where a name stands for another file now, or for none. Some microseconds.
  func check() throws(JobStoreError) {
    for (path, identity) in expected where FileIdentity(path: path) != identity {
      throw .replaced(file: path)
    }
  }

  /// Saves what was answered, after `check` has thrown; nil where nothing is to be told.
  ///
  /// Where the log alone has lost its name, the database takes what is in it. Where the database has
  /// no name left, all of it goes into a new file beside its place, once. On the writer's thread.
  func rescue(_ database: any DatabaseWriter) -> StoreEvent? {
    guard hold.hasNoName else {
      _ = try? database.writeWithoutTransaction { db in try db.checkpoint(.passive) }
      return nil
    }
    let isFirst = isRescued.withLock { isRescued in
      defer { isRescued = true }
      return !isRescued
    }
    guard isFirst else { return nil }
    let file = "\(path).rescued-\(Int(Date().timeIntervalSince1970))"
    do {
      try DatabaseCopy(of: database, named: path, for: file).put(at: file, replacing: false)
      return .rescued(to: file)
    } catch {
      return .rescueFailed(cause: "\(error)")
    }
  }
}
