import GRDB
import Jobs

/// Turns whatever a database call throws into the store's own errors.
struct ErrorTranslation: Sendable {
  /// The database's file, for messages.
  let path: String

  func callAsFunction(_ error: any Error) -> JobStoreError {
    if let error = error as? JobStoreError { return error }
    guard let error = error as? DatabaseError else { return .fault(reason: "\(error)") }
    let reason = error.message ?? "SQLite result \(error.resultCode.rawValue)"
    // The memory that connections share is a file too, which did not get its room.
    if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .full }
    switch error.resultCode {
    case .SQLITE_FULL: return .full
    case .SQLITE_TOOBIG: return .tooLarge
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT:
      return .corrupt(path: path, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      return .unwritable(path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_PROTOCOL,
      .SQLITE_INTERRUPT, .SQLITE_ABORT:
      return .unavailable(reason: reason)
    case .SQLITE_MISUSE where reason.contains("closed"): return .closed
    default: return .fault(reason: reason)
    }
  }
}
