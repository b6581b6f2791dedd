internal import AccessKeys
internal import BlobStore
internal import Foundation
internal import Jobs
internal import PostgreSQLStore
internal import SQLiteStore
internal import TrainingService

/// All that a service keeps, in one place.
typealias ServiceStore = JobStore & SweepStore & DatasetStore & WebhookStore & KeyStore
  & StoreLifecycle

extension DatabaseLocation {
  /// Opens the store that the option names; the service knows it by its protocols alone.
  ///
  /// - Parameters:
  ///   - visiting: whether a database in PostgreSQL is taken as it is: its tables are there, and are not
  ///     brought up to date.
  ///   - blobs: where such a database's large values are.
  ///
  /// Throws `JobStoreError`.
  func open(
    maximumBytes: Int? = nil, visiting: Bool = false, blobs: BlobSettings? = nil,
    events: @escaping StoreEventSink = { _ in }
  ) async throws -> any ServiceStore {
    switch self {
    case .file(let path):
      try SQLiteJobStore(at: .file(path), maximumBytes: maximumBytes, events: events)
    case .memory:
      try SQLiteJobStore(at: .memory, maximumBytes: maximumBytes, events: events)
    case .postgres(let address, let file):
      try await PostgreSQLJobStore(
        at: address, password: file.map(PostgresPassword.file) ?? .environment,
        opening: visiting ? .visiting : .migrating, blobs: blobs?.placement, events: events)
    }
  }
}

extension BlobSettings {
  /// The store that they name; nothing is sent to it yet.
  fileprivate var placement: BlobPlacement {
    BlobPlacement(
      S3BlobStore(
        location,
        credentials: credentialsFile.map(S3CredentialSource.file)
          ?? .environment(ProcessInfo.processInfo.environment),
        userAgent: "symbreak/\(programVersion)"),
      threshold: threshold)
  }
}

extension WorkerConfiguration {
  /// How this run trains. Where others share the store, progress is told once a second, with the
  /// heartbeat that asks for cancellations, and an idle slot looks for jobs as often: other processes
  /// cannot wake it.
  init(
    workers: Int, lease: Duration, name: String, memory: Int, maxSeconds: Int?, isShared: Bool
  ) {
    self.init(
      workers: workers, lease: lease, name: name, engine: EngineNumber.current, memory: memory,
      maxSeconds: maxSeconds)
    if isShared {
      progressInterval = .seconds(1)
      pollInterval = .seconds(1)
    }
  }
}
