internal import AccessKeys
internal import BlobStore
internal import Foundation
internal import Jobs
internal import Logging
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
  /// - Parameters:
  ///   - user: decides what is done to a database in PostgreSQL.
  ///   - blobs: where such a database's large values are.
  ///
  /// Throws `JobStoreError`; `BlobFault` where the blob store refuses to store or to read. One that does not
  /// answer is no reason not to begin, as what is small goes on without it.
  func open(
    maximumBytes: Int? = nil, for user: StoreUser = .service, blobs: BlobSettings? = nil,
    log: Logger? = nil, events: @escaping StoreEventSink = { _ in }
  ) async throws -> any ServiceStore {
    switch self {
    case .file(let path):
      try SQLiteJobStore(at: .file(path), maximumBytes: maximumBytes, events: events)
    case .memory:
      try SQLiteJobStore(at: .memory, maximumBytes: maximumBytes, events: events)
    case .postgres(let address, let file):
      try await PostgreSQLJobStore(
        at: address, password: file.map(PostgresPassword.file) ?? .environment,
        opening: user.opening, blobs: blobs?.checked(log), events: events)
    }
  }
}

extension BlobSettings {
  /// The store that they name, asked whether it stores and reads. Throws `BlobFault` where it refuses.
  fileprivate func checked(_ log: Logger?) async throws -> BlobPlacement {
    let environment = ProcessInfo.processInfo.environment
    let store = S3BlobStore(
      location,
      credentials: credentialsFile.map(S3CredentialSource.file) ?? .environment(environment),
      userAgent: "symbreak/\(programVersion)",
      authorities: environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 })
    do {
      try await store.check()
    } catch BlobFault.unavailable(let reason) {
      log?.warning(
        "the store of large values does not answer; they are stored and read when it does",
        metadata: ["blobs": "\(location)", "reason": "\(reason)"])
    }
    return BlobPlacement(store, threshold: threshold)
  }
}

extension WorkerConfiguration {
  /// How this run trains. Where others share the store, progress is told once a second, with the
  /// heartbeat that asks for cancellations, and an idle slot looks for jobs as often: the hints of other
  /// processes may be lost.
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
