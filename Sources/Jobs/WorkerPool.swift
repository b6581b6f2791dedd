import Synchronization

/// Worker slots that claim jobs from a store and train them on threads of their own.
///
/// Slots live in tasks of the cooperative pool and only await there: the store, a timer, or their
/// thread. Executors run on the thread alone.
package final class WorkerPool: Sendable {
  private struct State {
    var isStarted = false
    var isStopping = false
    /// Slots that still run.
    var running = 0
    /// Claims on their way from the store: a cancelling may hit a job that is in none of the
    /// pool's lists yet, and is then kept in `earlyCancels`.
    var claimsUnderWay = 0
    var earlyCancels: Set<JobID> = []
    var active: [JobID: JobAssignment] = [:]
    var load = ProcessLoad()
    /// Whether a slot has found nothing that it may begin beside what the process has.
    var isHeldBack = false
    /// Whether another process has told of jobs, and a slot is to be woken for them.
    var isHinted = false
  }

  let store: any JobStore
  let watch: JobWatch
  let configuration: WorkerConfiguration
  let time: TimeSource
  let executor: JobExecutor
  let events: QueueEventSink
  /// One for all slots.
  let heartbeat: Heartbeat

  private let state = Mutex(State())
  /// One signal wakes one idle slot; a slot that got jobs wakes the next.
  let work = AsyncSignal()
  /// One slot at a time claims: what it gets decides what the next may ask for.
  let claiming = AsyncSignal()
  /// Open when shutdown begins.
  let stopping = AsyncSignal()
  /// Open when the last slot has ended.
  private let ended = AsyncSignal()

  /// A pool that does nothing until `start`. `live` knows what its jobs record, for those who follow them
  /// at other processes.
  package init(
    store: any JobStore, watch: JobWatch, configuration: WorkerConfiguration, time: TimeSource,
    executor: @escaping JobExecutor, live: (any LivePointSource)? = nil,
    events: @escaping QueueEventSink
  ) {
    self.store = store
    self.watch = watch
    self.configuration = configuration
    self.time = time
    self.executor = executor
    let hints = store.hints
    self.events = { event in
      hints?.notice(event)
      events(event)
    }
    heartbeat = Heartbeat(
      store: store, watch: watch, configuration: configuration, time: time, live: live,
      events: self.events)
  }

  /// Starts the slots and the timer that takes back expired jobs. Later calls do nothing.
  package func start() {
    let count = configuration.workers
    let isFirst = state.withLock { state in
      guard !state.isStarted, !state.isStopping else { return false }
      state.isStarted = true
      state.running = count
      return true
    }
    guard isFirst else { return }
    guard count > 0 else {
      // Nobody has a lease that could end, unless others share the store.
      if store.exclusive == nil { Task { await requeueExpiredJobs() } }
      return
    }
    claiming.signal()
    heartbeat.start()
    store.hints?.follow { [weak self] in self?.take($0) }
    for number in 0..<count {
      let id = WorkerID(process: configuration.name, slot: number)
      Task {
        await WorkerSlot(id: id, pool: self).run()
        slotEnded()
      }
    }
    Task { await requeueExpiredJobs() }
  }

  /// A job may be waiting: an idle slot looks at once.
  package func wake() { work.signal() }

  /// The longest that a slot waits after a hint of jobs: not all processes ask at once.
  private static let longestDelay = Duration.milliseconds(50)

  private func take(_ hint: StoreHint) {
    switch hint {
    case .queued:
      let isFirst = state.withLock { state in
        defer { state.isHinted = true }
        return !state.isHinted
      }
      guard isFirst else { return }
      Task {
        await pause(Self.longestDelay * Double.random(in: 0...1))
        state.withLock { $0.isHinted = false }
        wake()
      }
    case .cancelling: heartbeat.hurry()
    case .changed: break
    }
  }

  /// A client wants the job cancelled: if it trains here, its flag is set now.
  package func cancel(_ id: JobID) {
    let control = state.withLock { state -> JobControl? in
      if state.claimsUnderWay > 0 { state.earlyCancels.insert(id) }
      return state.active[id]?.control
    }
    control?.cancel()
  }

  /// How many jobs it holds: in training, or trained and not yet taken in by the store.
  package var heldCount: Int { state.withLock { $0.active.count } }

  /// Stops claiming, asks the jobs in training to stop, and waits for them at most `grace`.
  ///
  /// Jobs that stop go back to the queue at their old places. Those that do not stop in time are
  /// put back all the same and returned; what their threads still compute is refused by the store,
  /// as their tokens are stale. One that the store does not take back is not among those returned:
  /// a `storeFailure` tells of it, and the next start takes it back.
  package func shutdown(grace: Duration) async -> [JobID] {
    let (active, isIdle) = state.withLock { state in
      state.isStopping = true
      return (Array(state.active.values), state.running == 0)
    }
    stopping.open()
    work.open()
    for assignment in active { assignment.control.stop() }
    if isIdle { return [] }
    let ended = ended
    let inTime = try? await withTimeout(grace, sleep: time.sleep) { () -> Bool in
      try await ended.wait()
      return true
    }
    if inTime == true { return [] }
    let late = state.withLock { Array($0.active.values) }
    // Together: they share a commit, and where the store is busy its time.
    return await withTaskGroup(of: JobID?.self) { group in
      for assignment in late { group.addTask { await self.giveBack(assignment) } }
      return await group.reduce(into: []) { ids, id in if let id { ids.append(id) } }.sorted()
    }
  }

  /// The job's id if the store has it back; nil too where it has ended meanwhile.
  private func giveBack(_ assignment: JobAssignment) async -> JobID? {
    let lease = assignment.claim.lease(step: assignment.control.step)
    guard assignment.control.lose() else { return nil }
    do {
      let state = try await store.release(lease)
      watch.publish(lease.id)
      events(.settled(lease.id, state))
      return lease.id
    } catch {
      events(.storeFailure(.settle, lease.id, error, willRetry: false))
      return nil
    }
  }

  /// What this process holds is left alone: its heartbeats renew it, also after a freeze.
  private func requeueExpiredJobs() async {
    let interval = configuration.lease / 2
    var watch = FreezeWatch(interval: interval, lease: configuration.lease)
    while !isStopping {
      let held = state.withLock { $0.claimsUnderWay == 0 ? Set($0.active.keys) : nil }
      if watch.isAwake(time), let held { await requeueExpiredJobs(except: held) }
      await pause(interval)
    }
  }

  private func requeueExpiredJobs(except held: Set<JobID>) async {
    do {
      let taken = try await store.requeueExpired(by: configuration.name, holding: held)
      if !taken.all.isEmpty { events(.requeued(taken)) }
      for id in taken.all { watch.publish(id) }
      if !taken.queued.isEmpty { wake() }
    } catch {
      events(.storeFailure(.requeue, nil, error, willRetry: true))
    }
  }

  private func slotEnded() {
    let isLast = state.withLock { state in
      state.running -= 1
      return state.running == 0
    }
    guard isLast else { return }
    heartbeat.stop()
    ended.open()
  }
}

// What slots use.
extension WorkerPool {
  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Waits, but not past the beginning of a shutdown.
  func pause(_ duration: Duration) async {
    let stopping = stopping
    _ = try? await withTimeout(duration, sleep: time.sleep) { try await stopping.wait() }
  }

  /// What a slot may ask for; nil where nothing may be begun now. Else `claimEnds` is to follow.
  func claimBegins(_ worker: WorkerID) -> ClaimRequest? {
    state.withLock { state in
      let request = state.load.request(of: worker, configuration, at: time.monotonic())
      if request == nil { state.isHeldBack = true } else { state.claimsUnderWay += 1 }
      return request
    }
  }

  /// Ends what `claimBegins` began: makes the jobs known to `cancel` and `shutdown`, with what
  /// either said of them while the claim was under way. The answer is for `batchEnds`.
  func claimEnds(with assignments: [JobAssignment], waiting: JobID?) -> Int {
    defer { claiming.signal() }
    return state.withLock { state in
      for assignment in assignments {
        let id = assignment.claim.job.id
        state.active[id] = assignment
        if state.earlyCancels.contains(id) { assignment.control.cancel() }
        if state.isStopping { assignment.control.stop() }
      }
      state.claimsUnderWay -= 1
      if state.claimsUnderWay == 0 { state.earlyCancels = [] }
      if waiting != nil { state.isHeldBack = true }
      return state.load.begin(assignments, waiting: waiting, at: time.monotonic())
    }
  }

  /// Ends what `claimBegins` began where the store gave no answer.
  func claimFails() {
    state.withLock { state in
      state.claimsUnderWay -= 1
      if state.claimsUnderWay == 0 { state.earlyCancels = [] }
    }
    claiming.signal()
  }

  /// The jobs of a claim have ended, and the store knows how: a slot that was held back looks again.
  func batchEnds(_ number: Int) {
    let isHeldBack = state.withLock { state in
      state.load.end(number)
      defer { state.isHeldBack = false }
      return state.isHeldBack
    }
    if isHeldBack { wake() }
  }

  /// Bytes that what trains has been given.
  var memoryInUse: Int { state.withLock { $0.load.memory } }

  /// The claim's job is no longer this pool's. (A newer claim of the same job stays known.)
  func forget(_ claim: Claim) {
    state.withLock { state in
      guard state.active[claim.job.id]?.claim.token == claim.token else { return }
      state.active[claim.job.id] = nil
    }
  }
}
