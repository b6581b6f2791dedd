internal import Threading

/// One worker: claims a batch, has it trained on its thread, reports each job as it ends, again.
struct WorkerSlot: Sendable {
  let id: WorkerID
  let pool: WorkerPool
  private let thread: DedicatedThreads

  init(id: WorkerID, pool: WorkerPool) {
    self.id = id
    self.pool = pool
    thread = DedicatedThreads(count: 1, niceness: pool.configuration.niceness)
  }

  /// Works until the pool stops.
  func run() async {
    var backoff = Backoff()
    while !pool.isStopping {
      do {
        if try await !workOnce() { await idle() }
        backoff = Backoff()
      } catch {
        pool.events(.storeFailure(.claim, nil, error, willRetry: true))
        await pool.pause(backoff.next())
      }
    }
  }

  private func idle() async {
    let work = pool.work
    // Woken, or the time to poll: either way the next thing is to look for jobs.
    _ = try? await withTimeout(pool.configuration.pollInterval, sleep: pool.time.sleep) {
      try await work.wait()
    }
  }

  /// Claims and trains one batch; false if nothing was queued, or nothing that may begin now.
  private func workOnce() async throws -> Bool {
    // The list of outcomes is bounded by the batch: each job finishes once.
    let (outcomes, report) = AsyncStream<(JobID, JobOutcome)>.makeStream()
    try await pool.claiming.wait()
    let claimedAt = pool.time.uptime()
    guard let request = pool.claimBegins(id) else {
      pool.claiming.signal()
      return false
    }
    var assignments: [JobAssignment] = []
    let number: Int
    do {
      let answer = try await pool.store.claim(request)
      assignments = answer.claims.map { claim in
        let id = claim.job.id
        return JobAssignment(
          claim: claim, control: JobControl(id: id) { report.yield((id, $0)) },
          checkpoints: CheckpointAccess(claim: claim, store: pool.store, events: pool.events))
      }
      number = pool.claimEnds(with: assignments, waiting: answer.waiting)
    } catch {
      pool.claimFails()
      throw error
    }
    defer { pool.batchEnds(number) }
    guard !assignments.isEmpty else { return false }
    let ids = assignments.map(\.claim.job.id)
    pool.events(.claimed(id, ids))
    for id in ids { pool.watch.publish(id) }
    // There may be more: the next idle slot looks too.
    pool.wake()

    let heartbeat = Heartbeat(
      assignments: assignments, claimedAt: claimedAt, store: pool.store, watch: pool.watch,
      configuration: pool.configuration, time: pool.time, events: pool.events)
    train(assignments) { report.finish() }
    await withTaskGroup { group in
      group.addTask { await heartbeat.run() }
      for assignment in assignments {
        guard let (seconds, _) = timeLimit(of: assignment) else { continue }
        group.addTask { await expire(assignment.control, after: .seconds(seconds)) }
      }
      let byID = Dictionary(uniqueKeysWithValues: zip(ids, assignments))
      for await (id, outcome) in outcomes {
        guard let assignment = byID[id] else { continue }
        await settle(assignment, outcome)
        heartbeat.drop(id)
        pool.forget(assignment.claim)
      }
      group.cancelAll()
    }
    return true
  }

  /// Runs the executor on this slot's thread; `done` comes after the last job's outcome.
  private func train(_ assignments: [JobAssignment], done: @escaping @Sendable () -> Void) {
    let executor = pool.executor
    let available = pool.configuration.memory
    thread.submit {
      executor(assignments.filter { $0.claim.demand.memory.alone <= available })
      for assignment in assignments {
        // What cannot fit was not begun. It was taken in when there was more memory.
        let needed = assignment.claim.demand.memory.alone
        assignment.control.finish(
          needed <= available
            ? unfinished(assignment.control)
            : .failed(.memoryExceeded(needed: needed, available: available)))
      }
      done()
    }
  }

  /// Tells a job when its time is over. Time that the machine sleeps is not the job's.
  private func expire(_ control: JobControl, after limit: Duration) async {
    let end = pool.time.monotonic() + limit
    while true {
      let left = end - pool.time.monotonic()
      guard left > .zero else { break }
      do { try await pool.time.sleep(left) } catch { return }
    }
    control.expire()
  }

  /// The most seconds that an attempt may train, and whether that is the job's own word.
  private func timeLimit(of assignment: JobAssignment) -> (seconds: Int, isOwn: Bool)? {
    let own = assignment.claim.demand.maxSeconds
    if let all = pool.configuration.maxSeconds, all < own ?? .max { return (all, false) }
    return own.map { ($0, true) }
  }

  /// What to take a job for that the executor has returned without finishing.
  private func unfinished(_ control: JobControl) -> JobOutcome {
    if control.shouldStop { return .stopped }
    if control.isCancelled { return .cancelled }
    return .failed(
      JobError(
        code: "executor_fault",
        message: "The trainer ended without a result. This is a fault of the service: report it."))
  }

  /// Records an outcome, for as long as the lease lasts.
  private func settle(_ assignment: JobAssignment, _ outcome: JobOutcome) async {
    let control = assignment.control
    var outcome = outcome
    if case .stopped = outcome {
      if !control.shouldStop { outcome = unfinished(control) }
      if control.isExpired, let limit = timeLimit(of: assignment) {
        outcome =
          control.isCancelled
          ? .cancelled : .failed(.timeLimit(seconds: limit.seconds, isOwn: limit.isOwn))
      }
    }
    var backoff = Backoff()
    while !control.isLost {
      do {
        let state = try await record(outcome, assignment.claim.lease(step: control.step))
        pool.watch.publish(control.id)
        pool.events(.settled(control.id, state))
        return
      } catch JobStoreError.leaseLost {
        if control.lose() { pool.events(.leaseLost(control.id)) }
        return
      } catch let error as JobStoreError where !error.isTransient {
        guard case .succeeded = outcome else {
          // The lease runs out, and the job is taken back then.
          pool.events(.storeFailure(.settle, control.id, error, willRetry: false))
          return
        }
        pool.events(.storeFailure(.settle, control.id, error, willRetry: true))
        outcome = .failed(JobError(code: "result_not_stored", message: error.description))
      } catch {
        pool.events(.storeFailure(.settle, control.id, error, willRetry: true))
        // Not `pool.pause`: a result in hand is worth the whole of a shutdown's grace.
        try? await pool.time.sleep(backoff.next())
      }
    }
  }

  private func record(_ outcome: JobOutcome, _ lease: JobLease) async throws -> JobState {
    switch outcome {
    case .succeeded(let result, let artifacts):
      try await pool.store.markSucceeded(lease, result: result, artifacts: artifacts)
      return .succeeded
    case .failed(let error):
      try await pool.store.markFailed(lease, error: error)
      return .failed
    case .cancelled:
      try await pool.store.markCancelled(lease)
      return .cancelled
    case .stopped:
      return try await pool.store.release(lease)
    }
  }
}

/// Waiting times that double from 50 ms to 2 s.
private struct Backoff {
  private var delay: Duration = .milliseconds(50)

  mutating func next() -> Duration {
    defer { delay = min(delay * 2, .seconds(2)) }
    return delay
  }
}
