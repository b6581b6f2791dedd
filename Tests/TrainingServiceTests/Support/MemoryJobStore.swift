import Jobs
import Synchronization

/// A job store in memory, for tests of what stands above it; `JobStoreConformance` is what tests
/// stores. It knows no expiry: nothing here loses a worker. Claims are in order of arrival.
final class MemoryJobStore: JobStore {
  struct State {
    /// In order of arrival.
    var jobs: [(number: Int64, job: Job)] = []
    var next: Int64 = 1
    var keys: [String: JobID] = [:]
    var artifacts: [JobID: [String: [UInt8]]] = [:]
    var checkpoints: [JobID: JobCheckpoint] = [:]
    var tokens: [JobID: FencingToken] = [:]
    var failure: JobStoreError?
    var reads = 0
    /// In order of arrival.
    var sweeps: [StoredSweep] = []
    /// Takes in the rows that come with jobs.
    var takeIn: @Sendable (NewDataset) throws -> Void = { _ in }
  }

  private let state = Mutex(State())
  let now: @Sendable () -> Timestamp

  init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }

  /// Every later call fails with this, until it is nil again.
  func fail(with error: JobStoreError?) { state.withLock { $0.failure = error } }

  /// As a store tells it whose last write has failed.
  var trouble: StoreTrouble? {
    state.withLock { $0.failure.map { StoreTrouble(error: $0, since: TestService.now) } }
  }

  /// Gives the rows that come with jobs to a store of data sets.
  func takingIn(_ body: @escaping @Sendable (NewDataset) throws -> Void) {
    state.withLock { $0.takeIn = body }
  }

  /// How often a job or an artifact was read.
  var reads: Int { state.withLock { $0.reads } }

  func locked<Value>(_ body: (inout State) throws -> Value) throws -> Value {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return try body(&state)
    }
  }

  func create(_ jobs: [NewJob]) async throws -> [Creation] {
    try locked { state in
      try jobs.map { new in
        if let key = new.idempotencyKey, let id = state.keys[key] {
          let job = state[id]!
          guard job.specDigest == new.specDigest, job.name == new.name, job.labels == new.labels
          else {
            throw JobStoreError.idempotencyConflict(existing: id)
          }
          return .existing(job)
        }
        if let quota = new.quota,
          state.jobs.count(where: { $0.job.owner == new.owner && $0.job.state == .queued })
            >= quota.queued
        {
          throw JobStoreError.quotaExceeded(.queued)
        }
        if let quota = new.quota {
          let used = state.jobs.filter { $0.job.owner == new.owner }
            .reduce(0) { $0 + $1.job.storedBytes }
          guard new.spec.count <= quota.bytes - used else {
            throw JobStoreError.quotaExceeded(.bytes)
          }
        }
        let job = try state.insert(new, at: now())
        if let key = new.idempotencyKey { state.keys[key] = new.id }
        return .created(job)
      }
    }
  }

  func job(_ id: JobID) async throws -> Job? {
    try locked {
      $0.reads += 1
      return $0[id]
    }
  }

  func jobs(matching filter: JobFilter, after cursor: JobCursor?, limit: Int) async throws
    -> JobPage
  {
    try locked { state in
      let matching = state.jobs.reversed().filter { number, job in
        number < cursor?.position ?? .max && filter.states?.contains(job.state) ?? true
          && filter.labels.allSatisfy { job.labels[$0.key] == $0.value }
          && filter.scheme.map { $0 == job.scheme } ?? true
          && filter.owner.map { $0 == job.owner } ?? true
          && filter.sweep.map { $0 == job.sweep } ?? true
      }
      var bytes = 0
      let inBudget = matching.prefix { _, job in
        defer { bytes += job.spec.count + (job.result?.count ?? 0) }
        return bytes == 0
          || bytes + job.spec.count + (job.result?.count ?? 0) <= JobPage.byteBudget
      }
      let page = inBudget.prefix(limit)
      return JobPage(
        items: page.map(\.job),
        next: matching.count > page.count ? page.last.map { JobCursor(position: $0.number) } : nil)
    }
  }

  func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try locked {
      $0.reads += 1
      return $0.artifacts[id]?[name]
    }
  }

  func saveCheckpoint(_ lease: JobLease, parts: [String: [UInt8]]) async throws {
    try locked { state in
      guard state.tokens[lease.id] == lease.token, state[lease.id]?.state == .running else {
        throw JobStoreError.leaseLost(lease.id)
      }
      let earlier = state.checkpoints[lease.id]?.parts ?? [:]
      state.checkpoints[lease.id] = JobCheckpoint(
        step: lease.step, parts: earlier.merging(parts) { _, new in new })
    }
  }

  func discardCheckpoint(_ lease: JobLease) async throws {
    try locked { $0.checkpoints[lease.id] = nil }
  }

  func checkpoint(of id: JobID) async throws -> JobCheckpoint? {
    try locked { $0.checkpoints[id] }
  }

  func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try locked { $0.checkpoints[id]?.parts[name] }
  }

  func oldestQueued() async throws -> Timestamp? {
    try locked { state in
      state.jobs.map(\.job).filter { $0.state == .queued }.map(\.createdAt).min()
    }
  }

  func counts() async throws -> [JobState: Int] {
    try locked { state in
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      for (_, job) in state.jobs { counts[job.state, default: 0] += 1 }
      return counts
    }
  }

  func claim(_ request: ClaimRequest) async throws -> ClaimAnswer {
    try locked { state in
      guard let first = state.jobs.first(where: { $0.job.state == .queued })?.job else {
        return ClaimAnswer()
      }
      let batch = state.jobs.filter {
        $0.job.state == .queued && $0.job.batchKey == first.batchKey
      }.prefix(request.limit)
      let claims = batch.map { number, job in
        let token = FencingToken(rawValue: number)
        state.tokens[job.id] = token
        let checkpoint = state.checkpoints[job.id]
        let claimed = state.change(job.id) {
          $0.state = .running
          $0.startedAt = now()
          $0.attempt += 1
          $0.step = checkpoint?.step ?? 0
        }
        return Claim(job: claimed, token: token)
      }
      return ClaimAnswer(claims: claims)
    }
  }

  func renew(_ leases: [JobLease], lease: Duration) async throws -> [JobID: RenewalAnswer] {
    try locked { state in
      var answers: [JobID: RenewalAnswer] = [:]
      for lease in leases {
        guard let job = state[lease.id], job.state == .running else {
          answers[lease.id] = .lost
          continue
        }
        if lease.step > job.step { state.change(lease.id) { $0.step = lease.step } }
        answers[lease.id] = job.cancelRequested ? .cancelRequested : .renewed
      }
      return answers
    }
  }

  /// Changes every job's artifact of a name, as another version might have left it.
  func change(_ artifact: String, _ change: ([UInt8]) throws -> [UInt8]) throws {
    try locked { state in
      for id in state.artifacts.keys {
        guard let bytes = state.artifacts[id]?[artifact] else { continue }
        state.artifacts[id]?[artifact] = try change(bytes)
      }
    }
  }

  func markSucceeded(
    _ lease: JobLease, result: [UInt8], artifacts: [String: [UInt8]]
  ) async throws {
    try end(lease, .succeeded) { job in
      job.result = result
      job.storedBytes += artifacts.values.reduce(result.count) { $0 + $1.count }
    }
    try locked { $0.artifacts[lease.id] = artifacts }
  }

  func markFailed(_ lease: JobLease, error: JobError) async throws {
    try end(lease, .failed) { $0.error = error }
  }

  func markCancelled(_ lease: JobLease) async throws { try end(lease, .cancelled) { _ in } }

  private func end(_ lease: JobLease, _ end: JobState, _ body: (inout Job) -> Void) throws {
    try locked { state in
      guard state.tokens[lease.id] == lease.token, state[lease.id]?.state == .running else {
        throw JobStoreError.leaseLost(lease.id)
      }
      state.change(lease.id) {
        $0.state = end
        $0.finishedAt = now()
        body(&$0)
      }
    }
  }

  func release(_ lease: JobLease) async throws -> JobState {
    try locked { state in
      state.change(lease.id) {
        $0.state = $0.cancelRequested ? .cancelled : .queued
        $0.step = 0
      }.state
    }
  }

  func requestCancel(_ id: JobID) async throws -> CancelOutcome {
    try locked { state in
      guard let job = state[id] else { return .notFound }
      if job.state.isTerminal { return .alreadyFinished(job.state) }
      state.change(id) {
        $0.cancelRequested = true
        if $0.state == .queued {
          $0.state = .cancelled
          $0.finishedAt = now()
        }
      }
      return job.state == .queued ? .cancelled : .requested
    }
  }

  func delete(_ id: JobID) async throws -> DeleteOutcome {
    try locked { state in
      guard let job = state[id] else { return .notFound }
      guard job.state.isTerminal else { return .notFinished(job.state) }
      state.jobs.removeAll { $0.job.id == id }
      state.artifacts[id] = nil
      return .deleted
    }
  }

  func usage(of owner: String?) async throws -> StoredUsage {
    try locked { state in
      let jobs = state.jobs.map(\.job).filter { owner == nil || $0.owner == owner }
      return StoredUsage(jobs: jobs.count, bytes: jobs.reduce(0) { $0 + $1.storedBytes })
    }
  }

  /// It keeps everything: its life is a test's.
  func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] { [] }

  func requeueExpired(by process: String?, holding held: Set<JobID>) async throws -> Requeueing {
    Requeueing()
  }

  func requeueAll(exceptHeldBy alive: Set<WorkerID>) async throws -> Requeueing { Requeueing() }
}

extension MemoryJobStore.State {
  subscript(id: JobID) -> Job? { jobs.first { $0.job.id == id }?.job }

  /// Takes a job in whose place nothing stands.
  mutating func insert(_ new: NewJob, at now: Timestamp, in sweep: SweepID? = nil) throws -> Job {
    if self[new.id] != nil { throw JobStoreError.duplicateID(new.id) }
    if let rows = new.rows { try takeIn(rows) }
    let job = Job(
      id: new.id, state: .queued, spec: new.spec, specDigest: new.specDigest,
      batchKey: new.batchKey, scheme: new.scheme, name: new.name, labels: new.labels, step: 0,
      steps: new.steps, createdAt: now, startedAt: nil, finishedAt: nil, attempt: 0, result: nil,
      error: nil, revision: 1, cancelRequested: false, owner: new.owner, sweep: sweep,
      storedBytes: new.spec.count)
    jobs.append((next, job))
    next += 1
    return job
  }

  @discardableResult
  mutating func change(_ id: JobID, _ body: (inout Job) -> Void) -> Job {
    let index = jobs.firstIndex { $0.job.id == id }!
    body(&jobs[index].job)
    jobs[index].job.revision += 1
    return jobs[index].job
  }
}
