// Sweeps: many jobs taken in, cancelled and deleted together.
extension JobQueue {
  /// An id for a new sweep.
  package func makeSweepID() -> SweepID {
    SweepID.make(now: time.now(), random: random)
  }

  /// Takes a sweep in with all its jobs, or nothing of it; durable when it returns.
  package func submit(_ sweep: NewSweep) async throws -> SweepCreation {
    let creation = try await store.create(sweep)
    if case .created = creation {
      for job in sweep.jobs { events(.created(job.id)) }
      watch.publish(created: sweep.jobs.map(\.id))
      pool.wake()
    }
    return creation
  }

  /// The sweep as it stands, or nil.
  package func sweep(_ id: SweepID) async throws -> Sweep? {
    try await store.sweep(id)
  }

  /// The sweep with its table and its jobs' results, or nil.
  package func content(of id: SweepID) async throws -> SweepContent? {
    try await store.content(of: id)
  }

  /// One page of the owner's sweeps, of everyone's where it is nil, newest first.
  package func sweeps(
    of owner: String?, after cursor: SweepCursor? = nil, limit: Int
  ) async throws -> SweepPage {
    try await store.sweeps(of: owner, after: cursor, limit: limit)
  }

  /// Cancels all jobs that have not ended: the queued at once, those that train in this process
  /// in a moment, those in others at their next heartbeats. Nil if there is no such sweep.
  package func cancel(_ id: SweepID) async throws -> SweepCancellation? {
    guard let cancellation = try await store.requestCancel(id) else { return nil }
    for job in cancellation.requested {
      pool.cancel(job)
      watch.publish(job)
    }
    if !cancellation.requested.isEmpty { store.hints?.send(.cancelling) }
    for job in cancellation.cancelled {
      watch.publish(job)
      events(.settled(job, .cancelled))
    }
    return cancellation
  }

  /// Replaces the summary of a sweep; see `SweepStore.replaceSummary`.
  package func replaceSummary(
    of id: SweepID, _ summary: [UInt8], with other: [UInt8]
  ) async throws -> Renaming {
    try await store.replaceSummary(of: id, summary, with: other)
  }

  /// Removes a sweep and its jobs once all have ended.
  package func delete(_ id: SweepID) async throws -> SweepDeletion {
    let deletion = try await store.delete(id)
    if case .deleted(let jobs) = deletion {
      for job in jobs { watch.publish(job) }
    }
    return deletion
  }

  /// The sweep as soon as all its jobs have ended, else as it stands after `timeout` or `shutdown`; nil if
  /// there is none. Throws `CancellationError` when the task is cancelled.
  package func wait(for id: SweepID, timeout: Duration) async throws -> Sweep? {
    let end = time.monotonic() + timeout
    let unfinished = JobFilter(states: [.queued, .running], sweep: id)
    // The newest is claimed last: when it has ended, few others have not.
    while let job = try await store.jobs(matching: unfinished, after: nil, limit: 1).items.first {
      let left = end - time.monotonic()
      guard left > .zero, !watch.hasEnded else { break }
      _ = try await wait(for: job.id, until: .finished, timeout: left)
    }
    return try await store.sweep(id)
  }
}
