import GRDB
import Jobs

/// A database of jobs that a command visits, also while a service is running on it.
enum VisitedDatabase {
  /// What of a schema a command needs.
  enum Schemas {
    /// That of this version.
    case current
    /// That of this or any earlier version.
    case any
  }

  /// Opens it without making it, changing its schema or its journal.
  ///
  /// Throws `missing`, `olderSchema`, and what opening it for a service throws but `inUse`.
  static func open(
    _ path: String, label: String, requiring schemas: Schemas = .current
  ) throws(JobStoreError) -> DatabaseQueue {
    try DatabaseLook.checkAsVisitor(path)
    let translate = ErrorTranslation(path: path)
    let patience = BusyPatience()
    var configuration = Configuration()
    configuration.label = label
    configuration.busyMode = .callback { patience.wait(beforeTry: $0) }
    do {
      // Not a pool, whose checkpoints would meet those of the service.
      let queue = try DatabaseQueue(
        path: DatabaseHold.canonical(path), configuration: configuration)
      try queue.read { db in
        let id = try UInt32.fetchOne(db, sql: "PRAGMA application_id")
        guard id == PageOne.applicationID else { throw JobStoreError.foreign(path: path) }
        if try Schema.migrator.hasBeenSuperseded(db) {
          throw JobStoreError.newerSchema(path: path)
        }
        // A running service of another version would not expect it: only its own start does that.
        guard try schemas == .any || Schema.migrator.hasCompletedMigrations(db) else {
          throw JobStoreError.olderSchema(path: path)
        }
      }
      return queue
    } catch {
      throw translate(error)
    }
  }
}
