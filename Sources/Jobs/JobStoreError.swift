/// Why a store refused or could not do something.
package enum JobStoreError: Error, Hashable, Sendable {
  /// The idempotency key belongs to an earlier job with another spec, name or labels.
  case idempotencyConflict(existing: JobID)
  /// The idempotency key belongs to an earlier sweep with other jobs, another name or other labels.
  case sweepConflict(existing: SweepID)
  /// There is a job of this id already.
  case duplicateID(JobID)
  /// The owner's jobs would pass this part of their quota.
  case quotaExceeded(JobQuota.Part)
  /// The owner's data sets would pass this part of their quota.
  case datasetQuotaExceeded(DatasetQuota.Part)
  /// The job names a data set that its owner does not have, or has no more.
  case unknownDataset(DatasetID)
  /// The job is not running under the token presented.
  case leaseLost(JobID)
  /// No room: the disk or the store's own size limit is reached.
  case full
  /// One value is larger than the store can keep.
  case tooLarge
  /// The store's place cannot be written.
  case unwritable(path: String, reason: String)
  /// Another service holds the store.
  case inUse(path: String, holder: String?)
  /// The file is damaged or is no database.
  case corrupt(path: String, reason: String)
  /// A later version of the program made this store.
  case newerSchema(path: String)
  /// An earlier version made this store, and its schema is not changed by a visitor.
  case olderSchema(path: String)
  /// The database belongs to another program.
  case foreign(path: String)
  /// The database has a schema of this name that the program did not make.
  case foreignSchema(path: String, schema: String)
  /// Parts of the database that the program made are not there any more.
  case incomplete(reason: String)
  /// The service's role in the database may not do what it has to.
  case forbidden(reason: String)
  /// There is no database where one was to be visited.
  case missing(path: String)
  /// The database's file is gone, and its write-ahead log is not.
  case databaseMissing(path: String)
  /// The write-ahead log beside the database is not that of this database, or of this state of it.
  case foreignLog(path: String)
  /// The database's file has further names (hard links), beside each of which its log could stand.
  case severalNames(path: String)
  /// A file of the database was removed, renamed or replaced while the store had it open.
  case replaced(file: String)
  /// There is a file where one was to be made.
  case exists(path: String)
  /// The store has been closed.
  case closed
  /// It did not work now and may later.
  case unavailable(reason: String)
  /// A fault of the program, not of its caller.
  case fault(reason: String)

  /// A word that programs can match and logs can group by.
  package var code: String {
    switch self {
    case .idempotencyConflict: "idempotency_conflict"
    case .sweepConflict: "sweep_conflict"
    case .duplicateID: "duplicate_id"
    case .quotaExceeded: "quota_exceeded"
    case .datasetQuotaExceeded: "dataset_quota_exceeded"
    case .unknownDataset: "unknown_dataset"
    case .leaseLost: "lease_lost"
    case .full: "store_full"
    case .tooLarge: "too_large"
    case .unwritable: "store_unwritable"
    case .inUse: "store_in_use"
    case .corrupt: "store_corrupt"
    case .newerSchema: "store_newer_schema"
    case .olderSchema: "store_older_schema"
    case .foreign: "store_foreign"
    case .foreignSchema: "store_foreign_schema"
    case .incomplete: "store_incomplete"
    case .forbidden: "store_forbidden"
    case .missing: "store_missing"
    case .databaseMissing: "store_database_missing"
    case .foreignLog: "store_foreign_log"
    case .severalNames: "store_several_names"
    case .replaced: "store_replaced"
    case .exists: "store_exists"
    case .closed: "store_closed"
    case .unavailable: "store_unavailable"
    case .fault: "store_fault"
    }
  }

  /// Whether the same call can succeed later with nothing changed by its caller.
  package var isTransient: Bool {
    switch self {
    case .full, .unavailable, .unwritable, .replaced, .incomplete, .forbidden: true
    default: false
    }
  }
}

extension JobStoreError: CustomStringConvertible {
  /// What happened and what to do, in a sentence or two.
  package var description: String {
    switch self {
    case .idempotencyConflict(let id):
      "This Idempotency-Key belongs to \(id), which has another spec, name or labels. Use a new key."
    case .sweepConflict(let id):
      "This Idempotency-Key belongs to \(id), which has other jobs, another name or other labels. Use"
        + " a new key."
    case .duplicateID(let id):
      "There is a job \(id) already."
    case .quotaExceeded(let part):
      "The owner's jobs would pass their quota (\(part.rawValue)). "
        + (part == .bytes ? "Delete some that have ended." : "Wait for some to end.")
    case .datasetQuotaExceeded(let part):
      "The owner's data sets would pass their quota (\(part.rawValue)). Delete some."
    case .unknownDataset(let id):
      "The owner of the job has no data set \(id)."
    case .leaseLost(let id):
      "\(id) is no longer held under this lease."
    case .full:
      "The job store is full. Free disk space, delete finished jobs, or raise its size limit."
    case .tooLarge:
      "A value is too large for the job store. Record fewer points or snapshots."
    case .unwritable(let path, let reason):
      "Cannot write \(path): \(reason). Name a file in a directory that exists and is writable."
    case .inUse(let path, let holder):
      "\(path) is in use by another service\(holder.map { " (process \($0))" } ?? ""). "
        + "Stop that one or name another database."
    case .corrupt(let path, let reason):
      "\(path) is damaged or no database (\(reason)). Restore a backup or name another file."
    case .newerSchema(let path):
      "\(path) was written by a newer version. Use that version, or name another database."
    case .olderSchema(let path):
      "\(path) was written by an earlier version. Start the service of this version on it once."
    case .foreign(let path):
      "\(path) is another program's database. Name another file."
    case .foreignSchema(let path, let schema):
      "\(path) has a schema \(schema) that another program, or nobody for this one, made. Rename or drop"
        + " that schema, or name another database."
    case .incomplete(let reason):
      "Parts of the job store's database are gone: \(reason). Restore the schemas symbreak and symbreak_v1"
        + " together from a backup, or drop both, with all jobs in them, and start the service anew."
    case .forbidden(let reason):
      "The job store's database refuses a right: \(reason). Have its owner grant it to the role that the"
        + " program connects as, or connect as its owner."
    case .missing(let path):
      "There is no database \(path), or no service has begun to use it yet. Name the one that the"
        + " service uses."
    case .databaseMissing(let path):
      "\(path) is gone, but \(path)-wal, the log of what was written to it last, is there. Put the "
        + "file back beside it, or restore a backup (symbreak restore --overwrite), or move the log away to begin "
        + "anew."
    case .foreignLog(let path):
      "\(path)-wal is the log of another database, or of another state of this one than \(path) has: "
        + "together they would be damaged. Put back the file that belongs to the log, or move the log "
        + "away to go on with this file as it is."
    case .severalNames(let path):
      "\(path) has further names (hard links). SQLite keeps its log beside one of them, and who opens "
        + "it by another name damages it. Remove the other names (find -samefile), or use a copy."
    case .replaced(let file):
      "\(file) was removed, renamed or replaced while the service was using it. Nothing is written any "
        + "more. Put the very file back, or stop the service and restore a backup."
    case .exists(let path):
      "\(path) exists. Name another file, or say --overwrite."
    case .closed:
      "The job store is closed."
    case .unavailable(let reason):
      "The job store cannot answer now: \(reason)."
    case .fault(let reason):
      "The job store has a fault: \(reason)."
    }
  }
}
