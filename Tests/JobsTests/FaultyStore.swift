import Jobs
import Synchronization

/// A store some of whose calls fail or hang when a test says so; the rest it passes on.
final class FaultyStore: JobStore, SweepStore {
  /// Whether it passes for a store that other processes share.
  let isShared: Bool
  enum Call: Hashable, Sendable {
    case claim
    /// After the claim is durable, before the worker has it.
    case claimed
    case renew
    case succeed
    /// After the success is durable, before the worker hears of it.
    case succeeded
    case saveCheckpoint
    case look
  }

  enum Fault: Sendable {
    case error(JobStoreError, times: Int)
    case hang
  }

  /// The hints of other processes, where the test gives some.
  let hints: (any StoreHints)?
  private let store: any JobStore & SweepStore
  private let faults = Mutex<[Call: Fault]>([:])
  /// What hanging calls wait for.
  private let never = AsyncSignal()

  /// The leases that each renewal was for.
  private let renewals = Mutex<[Set<JobID>]>([])

  private let looks = Mutex(0)
  private let claims = Mutex(0)

  init(
    _ store: any JobStore & SweepStore, isShared: Bool = false, hints: (any StoreHints)? = nil
  ) {
    self.store = store
    self.isShared = isShared
    self.hints = hints
  }

  /// The jobs that each call to renew has named.
  var renewed: [Set<JobID>] { renewals.withLock { $0 } }

  /// How often jobs were asked for.
  var claimCount: Int { claims.withLock { $0 } }

  /// How often it was asked where jobs stand.
  var lookCount: Int { looks.withLock { $0 } }

  func fail(_ call: Call, _ fault: Fault?) { faults.withLock { $0[call] = fault } }

  /// Lets hanging calls go on.
  func unhang() {
    faults.withLock { $0 = [:] }
    never.open()
  }

  private func pass(_ call: Call) async throws {
    let fault = faults.withLock { faults -> Fault? in
      let fault = faults[call]
      if case .error(let error, let times) = fault {
        faults[call] = times > 1 ? .error(error, times: times - 1) : nil
      }
      return fault
    }
    switch fault {
    case nil: return
    case .error(let error, _): throw error
    case .hang: try? await never.wait()
    }
  }

  func claim(_ request: ClaimRequest) async throws -> ClaimAnswer {
    claims.withLock { $0 += 1 }
    try await pass(.claim)
    let answer = try await store.claim(request)
    try await pass(.claimed)
    return answer
  }

  func renew(_ leases: [JobLease], lease: Duration) async throws -> [JobID: RenewalAnswer] {
    renewals.withLock { $0.append(Set(leases.map(\.id))) }
    try await pass(.renew)
    return try await store.renew(leases, lease: lease)
  }

  func markSucceeded(
    _ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]
  ) async throws {
    try await pass(.succeed)
    try await store.markSucceeded(lease, result: result, artifacts: artifacts)
    try await pass(.succeeded)
  }

  func create(_ jobs: [NewJob]) async throws -> [Creation] { try await store.create(jobs) }
  func job(_ id: JobID) async throws -> Job? { try await store.job(id) }
  func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage
  { try await store.jobs(matching: filter, after: cursor, limit: limit) }
  func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await store.artifact(name, of: id)
  }
  func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws {
    try await pass(.saveCheckpoint)
    try await store.saveCheckpoint(lease, parts: parts)
  }
  func discardCheckpoint(_ lease: JobLease) async throws {
    try await store.discardCheckpoint(lease)
  }
  func checkpoint(of id: JobID) async throws -> JobCheckpoint? {
    try await store.checkpoint(of: id)
  }
  func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await store.checkpointPart(name, of: id)
  }
  func counts() async throws -> [JobState: Int] { try await store.counts() }
  func load() async throws -> QueueLoad { try await store.load() }
  func markFailed(_ lease: JobLease, error: JobError) async throws {
    try await store.markFailed(lease, error: error)
  }
  func markCancelled(_ lease: JobLease) async throws { try await store.markCancelled(lease) }
  func release(_ lease: JobLease) async throws -> JobState { try await store.release(lease) }
  func requestCancel(_ id: JobID, of owner: String?) async throws -> CancelOutcome {
    try await store.requestCancel(id, of: owner)
  }
  func changes(
    since moment: Timestamp, of owner: String?, limit: Int
  ) async throws -> [JobID] {
    try await store.changes(since: moment, of: owner, limit: limit)
  }

  func revisions(
    of ids: [JobID], following: JobRevisions.Following, limit: Int
  ) async throws -> JobRevisions {
    looks.withLock { $0 += 1 }
    try await pass(.look)
    return try await store.revisions(of: ids, following: following, limit: limit)
  }

  func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming {
    try await store.rename(id, of: owner, patch, ifRevision: revision, mostLabels: mostLabels)
  }

  func delete(_ id: JobID, of owner: String?) async throws -> DeleteOutcome {
    try await store.delete(id, of: owner)
  }
  func usage(of owner: String?) async throws -> StoredUsage { try await store.usage(of: owner) }
  func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] {
    try await store.removeEnded(retention, limit: limit)
  }
  func requeueExpired(by process: String?, holding held: Set<JobID>) async throws -> Requeueing {
    try await store.requeueExpired(by: process, holding: held)
  }
  var exclusive: (any ExclusiveJobStore)? { isShared ? nil : store.exclusive }

  /// As the start of another service would.
  func requeueAll() async throws -> Requeueing? {
    try await store.exclusive?.requeueAll(exceptHeldBy: [])
  }

  func create(_ sweep: NewSweep) async throws -> SweepCreation { try await store.create(sweep) }
  func sweep(_ id: SweepID) async throws -> Sweep? { try await store.sweep(id) }
  func content(of id: SweepID) async throws -> SweepContent? { try await store.content(of: id) }
  func sweeps(of owner: String?, after cursor: SweepCursor?, limit: Int) async throws -> SweepPage {
    try await store.sweeps(of: owner, after: cursor, limit: limit)
  }
  func requestCancel(_ id: SweepID) async throws -> SweepCancellation? {
    try await store.requestCancel(id)
  }
  func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming {
    try await store.replaceSummary(of: id, summary, with: other)
  }

  func delete(_ id: SweepID) async throws -> SweepDeletion { try await store.delete(id) }
}
