internal import Threading

/// One worker: claims a batch, has it trained on its thread, and claims the next while the store takes
/// in what became of the first.
struct WorkerSlot: Sendable {
  /// Batches that have been trained and are not settled: with a store that is slow, or writes nothing,
  /// the slot trains one more than these and waits.
  private static let mostUnsettled = 1
  /// How soon a job that pauses at the end of its time is looked at again.
  private static let shortestLook = Duration.milliseconds(50)

  let id: WorkerID
  let pool: WorkerPool
  private let thread: DedicatedThreads

  init(id: WorkerID, pool: WorkerPool) {
    self.id = id
    self.pool = pool
    thread = DedicatedThreads(count: 1, niceness: pool.configuration.niceness)
  }

  /// The jobs of one claim, and how they end.
  private struct Batch: Sendable {
    let number: Int
    let assignments: [JobAssignment]
    /// Whether nothing else was queued.
    let isLast: Bool
    /// Bounded by the batch: each job finishes once.
    let outcomes: AsyncStream<(JobID, JobOutcome)>
  }

  /// Works until the pool stops, and until what it has trained is settled.
  func run() async {
    await withTaskGroup { settling in
      var (unsettled, backoff) = (0, Backoff())
      while !pool.isStopping {
        do {
          let batch = try await claim()
          backoff = Backoff()
          guard let batch else {
            await idle()
            continue
          }
          settling.addTask { await settle(batch) }
          unsettled += 1
          await train(batch.assignments)
          while unsettled > Self.mostUnsettled {
            await settling.next()
            unsettled -= 1
          }
          // What has come meanwhile has left its signal.
          if batch.isLast { await idle() }
        } catch {
          pool.events(.storeFailure(.claim, nil, error, willRetry: true))
          await pool.pause(backoff.next())
        }
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

  /// Claims one batch; nil if nothing was queued, or nothing that may begin now.
  private func claim() async throws -> Batch? {
    let (outcomes, report) = AsyncStream<(JobID, JobOutcome)>.makeStream()
    try await pool.claiming.wait()
    let claimedAt = pool.time.uptime()
    guard let request = pool.claimBegins(id) else {
      pool.claiming.signal()
      return nil
    }
    let assignments: [JobAssignment]
    let number: Int
    let isLast: Bool
    do {
      let answer = try await pool.store.claim(request)
      isLast = answer.isLast
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
    guard !assignments.isEmpty else { return nil }
    pool.heartbeat.hold(assignments, since: claimedAt)
    let ids = assignments.map(\.claim.job.id)
    pool.events(.claimed(id, ids))
    for id in ids { pool.watch.publish(id, isProgress: true) }
    // There may be more: the next idle slot looks too.
    if !isLast { pool.wake() }
    return Batch(number: number, assignments: assignments, isLast: isLast, outcomes: outcomes)
  }

  /// Records the outcomes of a batch as they come; until then the pool's heartbeat keeps its leases.
  /// Those that come together share the store's commits.
  private func settle(_ batch: Batch) async {
    let assignments = batch.assignments
    await withTaskGroup { group in
      for assignment in assignments {
        guard let (seconds, _) = timeLimit(of: assignment) else { continue }
        group.addTask { await expire(assignment.control, after: .seconds(seconds)) }
      }
      let byID = Dictionary(
        uniqueKeysWithValues: assignments.map { ($0.claim.job.id, $0) })
      await withTaskGroup { settling in
        var left = assignments.count
        for await (id, outcome) in batch.outcomes {
          guard let assignment = byID[id] else { continue }
          settling.addTask {
            await settle(assignment, outcome)
            pool.heartbeat.drop(assignment.claim)
            pool.forget(assignment.claim)
          }
          left -= 1
          if left == 0 { break }
        }
      }
      group.cancelAll()
    }
    pool.batchEnds(batch.number)
  }

  /// Runs the executor on this slot's thread; returns when it does.
  private func train(_ assignments: [JobAssignment]) async {
    let executor = pool.executor
    let available = pool.configuration.memory
    await withCheckedContinuation { continuation in
      thread.submit {
        executor(assignments.filter { $0.claim.demand.memory.alone <= available })
        for assignment in assignments where !assignment.control.isHandedOver {
          // What cannot fit was not begun. It was taken in when there was more memory.
          let needed = assignment.claim.demand.memory.alone
          assignment.control.finish(
            needed <= available
              ? unfinished(assignment.control)
              : .failed(.memoryExceeded(needed: needed, available: available)))
        }
        continuation.resume()
      }
    }
  }

  /// Tells a job when its time is over. Time for which the machine sleeps or the job pauses is not the
  /// job's.
  private func expire(_ control: JobControl, after limit: Duration) async {
    let began = pool.time.monotonic()
    while true {
      let now = pool.time.monotonic()
      let left = limit - (now - began - control.pausedTime(at: now))
      guard left > .zero else { break }
      do { try await pool.time.sleep(max(left, Self.shortestLook)) } catch { return }
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
