internal import AccessKeys
internal import Jobs
internal import PostgreSQLStore
internal import SQLiteStore
internal import TrainingService

/// All that a service keeps, in one place.
typealias ServiceStore = JobStore & SweepStore & DatasetStore & WebhookStore & KeyStore
  & StoreLifecycle

/// Who opens a store that others may share.
enum StoreUser {
  /// A service, which makes the tables or brings them up to date.
  case service
  /// A worker, which changes nothing of them and may be allowed no more than workers do.
  case worker
  /// A command, which changes nothing of them.
  case command

  fileprivate var opening: PostgreSQLJobStore.Opening {
    switch self {
    case .service: .migrating
    case .worker: .working
    case .command: .visiting
    }
  }
}

extension DatabaseLocation {
  /// Opens the store that the option names; the service knows it by its protocols alone.
  ///
  /// - Parameter user: decides what is done to a database in PostgreSQL.
  ///
  /// Throws `JobStoreError`.
  func open(
    maximumBytes: Int? = nil, for user: StoreUser = .service,
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
        opening: user.opening, events: events)
    }
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
