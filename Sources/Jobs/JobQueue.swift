internal import Synchronization

/// The service's one door to its jobs: a store, the workers, and the watch that ties them together.
///
/// Everything that changes a job through the queue is published to those who wait for it.
package final class JobQueue: Sendable {
  /// What a wait waits for. A job that has ended, or is gone, ends every wait.
  package enum WaitCondition: Sendable {
    /// A terminal state.
    case finished
    /// Any change a client can see since it saw this revision.
    case revision(after: Int)
    /// A state other than this one.
    case state(not: JobState)

    fileprivate var isEnd: Bool {
      if case .finished = self { true } else { false }
    }

    fileprivate func holds(for job: Job) -> Bool {
      if job.state.isTerminal { return true }
      switch self {
      case .finished: return false
      case .revision(let seen): return job.revision > seen
      case .state(let seen): return job.state != seen
      }
    }
  }

  let store: any JobStore & SweepStore
  let watch: JobWatch
  let pool: WorkerPool
  let time: TimeSource
  let random: @Sendable () -> UInt64
  let events: QueueEventSink
  /// Looks for what others change; none where nobody shares the store, and before the start.
  private let looking = Mutex<Task<Void, Never>?>(nil)

  /// A queue over a store; nothing runs until `start`. `live` is as in `WorkerPool`.
  package init(
    store: any JobStore & SweepStore, workers: WorkerConfiguration, time: TimeSource,
    random: @escaping @Sendable () -> UInt64, events: @escaping QueueEventSink,
    executor: @escaping JobExecutor, live: (any LivePointSource)? = nil
  ) {
    self.store = store
    self.time = time
    self.random = random
    watch = JobWatch(isShared: store.exclusive == nil)
    pool = WorkerPool(
      store: store, watch: watch, configuration: workers, time: time, executor: executor,
      live: live, events: events)
    self.events = pool.events
  }

  /// Takes back what dead processes were running, then starts the workers.
  ///
  /// Where the store is this process's alone, that is every running job; where others share it, those
  /// whose leases are past.
  @discardableResult
  package func start() async throws -> Requeueing {
    let taken: Requeueing
    do {
      taken =
        if let exclusive = store.exclusive {
          try await exclusive.requeueAll(exceptHeldBy: [])
        } else {
          try await store.requeueExpired(by: pool.configuration.name, holding: [])
        }
    } catch JobStoreError.full {
      // What is there can be read; the workers' timer takes the jobs back when there is room.
      events(.storeFailure(.requeue, nil, JobStoreError.full, willRetry: true))
      taken = Requeueing()
    }
    if !taken.all.isEmpty { events(.requeued(taken)) }
    for id in taken.all { watch.publish(id) }
    pool.start()
    if store.exclusive == nil {
      let look = SharedStoreWatch(store: store, watch: watch, time: time, events: events)
      looking.withLock { $0 = Task { await look.run() } }
    }
    return taken
  }

  /// Stops the workers; see `WorkerPool.shutdown`. Then every wait for a job is over, and is answered with
  /// the job as it stands, as are those that begin later. Jobs can still be read and handed in; what other
  /// processes change is not looked for any more.
  @discardableResult
  package func shutdown(grace: Duration) async -> [JobID] {
    let late = await pool.shutdown(grace: grace)
    let task = looking.withLock { task in
      defer { task = nil }
      return task
    }
    task?.cancel()
    await task?.value
    watch.endWaits()
    return late
  }

  /// An id for a new job.
  package func makeID() -> JobID {
    JobID.make(now: time.now(), random: random)
  }

  /// Takes a job in; durable when it returns.
  package func submit(_ job: NewJob) async throws -> Creation {
    try await submit([job])[0]
  }

  /// Takes jobs in, all or none; durable when it returns.
  package func submit(_ jobs: [NewJob]) async throws -> [Creation] {
    let creations = try await store.create(jobs)
    var created: [JobID] = []
    for case .created(let job) in creations {
      created.append(job.id)
      events(.created(job.id))
    }
    watch.publish(created: created)
    pool.wake()
    return creations
  }

  /// Takes a job in and gives it when it has ended, or as it stands after `timeout`.
  ///
  /// - Parameter waiting: runs what waits, once the job is durable.
  package func submit(
    _ job: NewJob, timeout: Duration,
    waiting: (@escaping @Sendable () async throws -> Job) async throws -> Job
  ) async throws -> Job {
    // From before the job is there: it may have ended by the time that its creation is answered.
    try await watch.watching(job.id, endsOnly: true) { subscription in
      switch try await submit(job) {
      case .existing(let earlier):
        if earlier.state.isTerminal { return earlier }
        return try await waiting { [self] in
          try await wait(for: earlier.id, until: .finished, timeout: timeout) ?? earlier
        }
      case .created(let created):
        return try await waiting { [self] in
          try await next(.finished, of: created.id, subscription, within: timeout) ?? created
        }
      }
    }
  }

  /// The job as it stands, or nil.
  package func job(_ id: JobID) async throws -> Job? {
    try await store.job(id)
  }

  /// One page of the jobs that match, newest first.
  package func jobs(
    matching filter: JobFilter = JobFilter(), after cursor: JobCursor? = nil, limit: Int
  ) async throws -> JobPage {
    try await store.jobs(matching: filter, after: cursor, limit: limit)
  }

  /// A named blob of a succeeded job, or nil.
  package func artifact(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await store.artifact(name, of: id)
  }

  /// Bytes that all trainings together may take, and that those under way have been given.
  package var memory: (budget: Int, inUse: Int) {
    (pool.configuration.memory, pool.memoryInUse)
  }

  /// A part of what an unfinished job, or one that ended without a result, has recorded; nil where
  /// there is none of that name.
  package func checkpointPart(_ name: String, of id: JobID) async throws -> [UInt8]? {
    try await store.checkpointPart(name, of: id)
  }

  /// How many jobs are in each state.
  package func counts() async throws -> [JobState: Int] {
    try await store.counts()
  }

  /// What waits and what runs, of all processes that share the store.
  package func load() async throws -> QueueLoad {
    try await store.load()
  }

  /// Cancels: at once if queued, within about 100 ms if it trains in this process, at the next heartbeat
  /// of its own if in another. A job of another than
  /// `owner`, where that is not nil, is not found.
  package func cancel(_ id: JobID, of owner: String? = nil) async throws -> CancelOutcome {
    let outcome = try await store.requestCancel(id, of: owner)
    switch outcome {
    case .requested:
      pool.cancel(id)
      watch.publish(id)
      store.hints?.send(.cancelling)
    case .cancelled:
      watch.publish(id)
      events(.settled(id, .cancelled))
    case .alreadyFinished, .notFound:
      break
    }
    return outcome
  }

  /// Gives a job another name and other labels; see `JobStore.rename`.
  package func rename(
    _ id: JobID, of owner: String?, _ patch: NamePatch, ifRevision revision: Int?, mostLabels: Int
  ) async throws -> Renaming {
    let renaming = try await store.rename(
      id, of: owner, patch, ifRevision: revision, mostLabels: mostLabels)
    if renaming == .done { watch.publish(id) }
    return renaming
  }

  /// Removes a job that has ended. A job of another than `owner`, where that is not nil, is not found.
  package func delete(_ id: JobID, of owner: String? = nil) async throws -> DeleteOutcome {
    let outcome = try await store.delete(id, of: owner)
    if outcome == .deleted { watch.publish(id) }
    return outcome
  }

  /// The changes of all jobs, for streams of events: see `JobWatch.watchingAll`.
  ///
  /// Where processes share the store, the first look at it comes before `body`. Throws `unavailable` where
  /// the store does not answer it in time.
  package func watchingAll<Value: Sendable>(
    _ body: (JobFeed) async throws -> Value
  ) async throws -> Value {
    try await watch.watchingAll { feed in
      if feed.isShared {
        let begun: Void? = try await withTimeout(Self.firstLook, sleep: time.sleep) {
          try await feed.begun.wait()
        }
        if begun == nil {
          throw JobStoreError.unavailable(reason: "it was not asked in time what changes")
        }
      }
      return try await body(feed)
    }
  }

  /// The longest that the first look at a shared store is waited for.
  private static let firstLook = Duration.seconds(10)

  /// Jobs that have changed their state since a moment; see `JobStore.changes`.
  package func changes(
    since moment: Timestamp, of owner: String?, limit: Int
  ) async throws -> [JobID] {
    try await store.changes(since: moment, of: owner, limit: limit)
  }

  /// What an owner's jobs and sweeps take of the store; everyone's where it is nil.
  package func usage(of owner: String?) async throws -> StoredUsage {
    try await store.usage(of: owner)
  }

  /// Removes some of the jobs that a rule does not keep; empty when there are none left. See
  /// `JobStore.removeEnded`.
  package func removeEnded(_ retention: JobRetention, limit: Int) async throws -> [JobID] {
    let removed = try await store.removeEnded(retention, limit: limit)
    for id in removed { watch.publish(id) }
    return removed
  }

  /// Waits for a change visible since `revision`, or for the end if nil; see `wait(for:until:…)`.
  package func wait(for id: JobID, afterRevision revision: Int?, timeout: Duration) async throws
    -> Job?
  {
    try await wait(
      for: id, until: revision.map { .revision(after: $0) } ?? .finished, timeout: timeout)
  }

  /// The job as soon as the condition holds, else as it stands after `timeout`; nil if there is no
  /// such job.
  ///
  /// Changes made through this queue or by its workers end the wait at once; those of other processes,
  /// where such share the store, within `SharedStoreWatch.interval` and a call to the store; so does
  /// `shutdown`. Throws `CancellationError` when the task is cancelled.
  package func wait(for id: JobID, until condition: WaitCondition, timeout: Duration) async throws
    -> Job?
  {
    try await watch.watching(id, endsOnly: condition.isEnd) { subscription in
      guard let job = try await store.job(id) else { return nil }
      if condition.holds(for: job) || timeout <= .zero { return job }
      return try await next(condition, of: id, subscription, within: timeout)
    }
  }

  /// The job as soon as the condition holds after a change, else as it stands after `timeout` or when
  /// waits are over.
  private func next(
    _ condition: WaitCondition, of id: JobID, _ subscription: JobWatch.Subscription,
    within timeout: Duration
  ) async throws -> Job? {
    let (store, watch) = (store, watch)
    let answer = try await withTimeout(timeout, sleep: time.sleep) { () -> Answer in
      while true {
        if !watch.hasEnded { try await subscription.changed() }
        // Before the job is read: it is to be told as it stands after the shutdown.
        let isLast = watch.hasEnded
        let job = try await store.job(id)
        if isLast || job.map(condition.holds) ?? true { return Answer(job: job) }
      }
    }
    guard let answer else { return try await store.job(id) }
    return answer.job
  }

  /// What ended a wait before its time: a job, or none because it is gone.
  private struct Answer: Sendable {
    var job: Job?
  }

  /// The changes of one job, for streams of events: see `JobWatch.watching`.
  package func watching<Value: Sendable>(
    _ id: JobID, _ body: (JobWatch.Subscription) async throws -> Value
  ) async throws -> Value {
    try await watch.watching(id, body)
  }
}
