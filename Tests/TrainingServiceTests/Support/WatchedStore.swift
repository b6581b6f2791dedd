import Jobs
import SQLiteStore
import Synchronization

/// The service's own store, in memory, which counts what is read of it and fails where a test says so.
final class WatchedStore: JobStore, SweepStore, DatasetStore {
  private struct State {
    var failure: JobStoreError?
    var reads = 0
    var contentReads = 0
    /// Reads of rows and checkpoints that are still to fail.
    var absences = 0
    var hidesDatasets = false
    /// What artifacts of a name are answered as.
    var changes: [String: @Sendable ([UInt8]) throws -> [UInt8]] = [:]
  }

  private let store: SQLiteJobStore
  private let state = Mutex(State())

  init(now: @escaping @Sendable () -> Timestamp = { TestService.now }) throws {
    store = try SQLiteJobStore(at: .memory, clock: .manual(now))
  }

  /// Every later call fails with this, until it is nil again.
  func fail(with error: JobStoreError?) { state.withLock { $0.failure = error } }

  /// As a store tells it whose last write has failed.
  var trouble: StoreTrouble? {
    state.withLock { $0.failure.map { StoreTrouble(error: $0, since: TestService.now) } }
  }

  /// How often a job or an artifact was read, and how often the rows of a data set.
  var reads: Int { state.withLock { $0.reads } }
  var contentReads: Int { state.withLock { $0.contentReads } }

  /// Answers the artifact of a name changed, as another version might have left it.
  func change(_ artifact: String, _ change: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
    state.withLock { $0.changes[artifact] = change }
  }

  /// So many of the next reads of rows or of checkpoints do not get an answer.
  func beAway(for reads: Int) { state.withLock { $0.absences = reads } }

  private func beThere() throws {
    try state.withLock { state in
      if state.absences > 0 {
        state.absences -= 1
        throw JobStoreError.unavailable(reason: "away")
      }
    }
  }

  /// Answers from now on as if there were no data sets.
  func hideDatasets() { state.withLock { $0.hidesDatasets = true } }

  /// The store, where no failure was asked for.
  private func working(_ count: (inout State) -> Void = { _ in }) throws -> SQLiteJobStore {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      count(&state)
      return store
    }
  }

  // MARK: - Jobs

  func create(_ jobs: [NewJob]) async throws -> [Creation] { try await working().create(jobs) }

  func job(_ id: JobID) async throws -> Job? { try await working { $0.reads += 1 }.job(id) }

  func jobs(
    matching filter: JobFilter, after cursor: JobCursor?, limit: Int
  ) async throws -> JobPage {
    try await working().jobs(matching: filter, after: cursor, limit: limit)
  }

  func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    let bytes = try await working { $0.reads += 1 }.artifact(name, of: id)
    guard let bytes, let change = state.withLock({ $0.changes[name] }) else { return bytes }
    return try change(bytes)
  }

  func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws {
    try await working().saveCheckpoint(lease, parts: parts)
  }

  func discardCheckpoint(_ lease: JobLease) async throws {
    try await working().discardCheckpoint(lease)
  }

  func checkpoint(of id: JobID) async throws -> JobCheckpoint? {
    try beThere()
    return try await working().checkpoint(of: id)
  }

  func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await working().checkpointPart(name, of: id)
  }

  func load() async throws -> QueueLoad { try await working().load() }

  func counts() async throws -> [JobState: Int] { try await working().counts() }

  func claim(_ request: ClaimRequest) async throws -> ClaimAnswer {
    try await working().claim(request)
  }

  func renew(_ leases: [JobLease], lease: Duration) async throws -> [JobID: RenewalAnswer] {
    try await working().renew(leases, lease: lease)
  }

  func markSucceeded(
    _ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]
  ) async throws {
    try await working().markSucceeded(lease, result: result, artifacts: artifacts)
  }

  func markFailed(_ lease: JobLease, error: JobError) async throws {
    try await working().markFailed(lease, error: error)
  }

  func markCancelled(_ lease: JobLease) async throws { try await working().markCancelled(lease) }

  func release(_ lease: JobLease) async throws -> JobState { try await working().release(lease) }

  func requestCancel(_ id: JobID, of owner: String?) async throws -> CancelOutcome {
    try await working().requestCancel(id, of: owner)
  }

  func revisions(
    of ids: [JobID], following: JobRevisions.Following, limit: Int
  ) async throws -> JobRevisions {
    try await working().revisions(of: ids, following: following, limit: limit)
  }

  func changes(
    since moment: Timestamp, of owner: String?, limit: Int
  ) async throws -> [JobID] {
    try await working().changes(since: moment, of: owner, limit: limit)
  }

  func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming {
    try await working().rename(
      id, of: owner, patch, ifRevision: revision, mostLabels: mostLabels)
  }

  func delete(_ id: JobID, of owner: String?) async throws -> DeleteOutcome {
    try await working().delete(id, of: owner)
  }

  func usage(of owner: String?) async throws -> StoredUsage {
    try await working().usage(of: owner)
  }

  func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] {
    try await working().removeEnded(retention, limit: limit)
  }

  func requeueExpired(by process: String?, holding held: Set<JobID>) async throws -> Requeueing {
    try await working().requeueExpired(by: process, holding: held)
  }

  var exclusive: (any ExclusiveJobStore)? { store }

  // MARK: - Sweeps

  func create(_ sweep: NewSweep) async throws -> SweepCreation {
    try await working().create(sweep)
  }

  func sweep(_ id: SweepID) async throws -> Sweep? { try await working().sweep(id) }

  func content(of id: SweepID) async throws -> SweepContent? {
    try await working().content(of: id)
  }

  func sweeps(
    of owner: String?, after cursor: SweepCursor?, limit: Int
  ) async throws -> SweepPage {
    try await working().sweeps(of: owner, after: cursor, limit: limit)
  }

  func requestCancel(_ id: SweepID) async throws -> SweepCancellation? {
    try await working().requestCancel(id)
  }

  func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming {
    try await working().replaceSummary(of: id, summary, with: other)
  }

  func delete(_ id: SweepID) async throws -> SweepDeletion { try await working().delete(id) }

  // MARK: - Data sets

  func insert(_ dataset: NewDataset) async throws -> DatasetInsertion {
    try await working().insert(dataset)
  }

  func dataset(_ id: DatasetID, of owner: String) async throws -> UploadedDataset? {
    let found = try await working().dataset(id, of: owner)
    return state.withLock { $0.hidesDatasets } ? nil : found
  }

  func datasets(of owner: String) async throws -> [UploadedDataset] {
    try await working().datasets(of: owner)
  }

  func content(of id: DatasetID, owner: String) async throws -> [UInt8]? {
    try beThere()
    let found = try await working { $0.contentReads += 1 }.content(of: id, owner: owner)
    return state.withLock { $0.hidesDatasets } ? nil : found
  }

  func delete(_ id: DatasetID, of owner: String) async throws -> DatasetDeletion {
    try await working().delete(id, of: owner)
  }
}
