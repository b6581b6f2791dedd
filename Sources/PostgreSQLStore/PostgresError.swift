package import Jobs

/// What a server or the way to it said was wrong.
package struct PostgresError: Error, CustomStringConvertible {
  /// The SQLSTATE; nil where the connection failed or the deadline passed.
  package var state: String?
  package var message: String
  /// What the error is about, where the store's own functions raised it.
  var subject: String?

  package var description: String { message }

  /// Whether the connection is of no use any more, or may be one to a server that does not take writes.
  var endsConnection: Bool {
    guard let state else { return true }
    return state.hasPrefix("08") || state.hasPrefix("57P") || state == "25006"
  }

  /// Whether nothing of what was asked for was done, so that asking again does no harm: the server has
  /// undone it in favour of another call, or takes no writes.
  var isUndone: Bool { state == "40001" || state == "40P01" || state == "25006" }

  /// Whether a schema, a table, a column or a function was asked for that is not there.
  var isOfNothing: Bool {
    switch state {
    case "3F000", "42P01", "42703", "42883": true
    default: false
    }
  }

  /// The store's error.
  package var refusal: JobStoreError {
    guard let state else { return .unavailable(reason: message) }
    if let own = StoreRefusal(rawValue: state), let error = own.error(subject ?? "") {
      return error
    }
    switch state {
    case "53100": return .full
    case "54000": return .tooLarge
    case "42501": return .forbidden(reason: message)
    case _ where isOfNothing: return .incomplete(reason: message)
    default: break
    }
    switch state.prefix(2) {
    // Connection, resources, an operator's word, a conflict that another try may not meet, the system's
    // input and output.
    case "08", "53", "57", "40", "55", "58": return .unavailable(reason: message)
    default:
      return state == "25006" ? .unavailable(reason: message) : .fault(reason: message)
    }
  }
}

/// The SQLSTATEs that the store's functions raise, with what they are about in the detail.
enum StoreRefusal: String, CaseIterable {
  case leaseLost = "SB001"
  case duplicateID = "SB002"
  case idempotencyConflict = "SB003"
  case quotaExceeded = "SB004"
  case unknownDataset = "SB005"
  case sweepConflict = "SB006"
  case datasetQuotaExceeded = "SB007"

  func error(_ subject: String) -> JobStoreError? {
    switch self {
    case .leaseLost: JobID(rawValue: subject).map { .leaseLost($0) }
    case .duplicateID: JobID(rawValue: subject).map { .duplicateID($0) }
    case .idempotencyConflict: JobID(rawValue: subject).map { .idempotencyConflict(existing: $0) }
    case .quotaExceeded: JobQuota.Part(rawValue: subject).map { .quotaExceeded($0) }
    case .sweepConflict: SweepID(rawValue: subject).map { .sweepConflict(existing: $0) }
    case .datasetQuotaExceeded:
      DatasetQuota.Part(rawValue: subject).map { .datasetQuotaExceeded($0) }
    case .unknownDataset: DatasetID(rawValue: subject).map { .unknownDataset($0) }
    }
  }
}
