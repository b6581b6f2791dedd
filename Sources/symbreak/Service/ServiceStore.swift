internal import AccessKeys
internal import Jobs
internal import SQLiteStore

/// All that a service keeps, in one place.
typealias ServiceStore = JobStore & SweepStore & DatasetStore & WebhookStore & KeyStore
  & StoreLifecycle

extension DatabaseFile {
  /// Opens the store that the option names; the service knows it by its protocols alone.
  ///
  /// Throws `JobStoreError`.
  func open(
    maximumBytes: Int?, events: @escaping StoreEventSink
  ) throws(JobStoreError) -> any ServiceStore {
    let location: SQLiteJobStore.Location =
      switch self {
      case .file(let path): .file(path)
      case .memory: .memory
      }
    return try SQLiteJobStore(at: location, maximumBytes: maximumBytes, events: events)
  }
}
