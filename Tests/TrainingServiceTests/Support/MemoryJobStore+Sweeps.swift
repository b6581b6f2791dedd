import Jobs

/// A sweep as the store in memory has it.
struct StoredSweep {
  var number: Int64
  var sweep: NewSweep
  var createdAt: Timestamp
}

extension MemoryJobStore: SweepStore {
  func create(_ sweep: NewSweep) async throws -> SweepCreation {
    try locked { state in
      if let key = sweep.idempotencyKey,
        let known = state.sweeps.first(where: { $0.sweep.idempotencyKey == key })
      {
        guard known.sweep.digest == sweep.digest, known.sweep.summary == sweep.summary else {
          throw JobStoreError.sweepConflict(existing: known.sweep.id)
        }
        return .existing(state.show(known))
      }
      if let quota = sweep.quota {
        let waiting = state.jobs.count {
          $0.job.owner == sweep.owner && $0.job.state == .queued
        }
        if waiting + sweep.jobs.count > quota.queued { throw JobStoreError.quotaExceeded(.queued) }
        // Of the sweep alone: this store does not know what its other jobs cost.
        if sweep.jobs.reduce(0, { $0 + $1.cost }) > quota.cost {
          throw JobStoreError.quotaExceeded(.cost)
        }
      }
      let before = state
      do {
        for var job in sweep.jobs {
          if let base = sweep.base {
            guard let spec = SpecDifference.applied(job.spec, to: base) else {
              throw JobStoreError.fault(reason: "a spec does not fit its sweep's")
            }
            job.spec = spec
          }
          _ = try state.insert(job, at: now(), in: sweep.id)
        }
      } catch {
        state = before
        throw error
      }
      let stored = StoredSweep(number: state.next, sweep: sweep, createdAt: now())
      state.next += 1
      state.sweeps.append(stored)
      return .created(state.show(stored))
    }
  }

  func sweep(_ id: SweepID) async throws -> Sweep? {
    try locked { state in state.stored(id).map(state.show) }
  }

  func content(of id: SweepID) async throws -> SweepContent? {
    try locked { state in
      state.stored(id).map { stored in
        let members = stored.sweep.jobs.enumerated().compactMap { position, job in
          state[job.id].map {
            SweepMember(position: position, job: $0.id, state: $0.state, result: $0.result)
          }
        }
        return SweepContent(
          sweep: state.show(stored), table: stored.sweep.table, members: members)
      }
    }
  }

  func sweeps(of owner: String?, after cursor: SweepCursor?, limit: Int) async throws -> SweepPage {
    try locked { state in
      let matching = state.sweeps.reversed().filter {
        $0.number < cursor?.position ?? .max && (owner == nil || $0.sweep.owner == owner)
      }
      let page = matching.prefix(limit)
      return SweepPage(
        items: page.map(state.show),
        next: matching.count > limit ? page.last.map { SweepCursor(position: $0.number) } : nil)
    }
  }

  func requestCancel(_ id: SweepID) async throws -> SweepCancellation? {
    try locked { state in
      guard let stored = state.stored(id) else { return nil }
      var cancellation = SweepCancellation(cancelled: [], requested: [])
      for job in stored.sweep.jobs.compactMap({ state[$0.id] }) where !job.state.isTerminal {
        let isQueued = job.state == .queued
        if isQueued {
          cancellation.cancelled.append(job.id)
        } else {
          cancellation.requested.append(job.id)
        }
        if job.cancelRequested { continue }
        state.change(job.id) {
          $0.cancelRequested = true
          if isQueued {
            $0.state = .cancelled
            $0.finishedAt = now()
          }
        }
      }
      return cancellation
    }
  }

  func delete(_ id: SweepID) async throws -> SweepDeletion {
    try locked { state in
      guard let stored = state.stored(id) else { return .notFound }
      let jobs = stored.sweep.jobs.compactMap { state[$0.id] }
      let unfinished = jobs.count { !$0.state.isTerminal }
      guard unfinished == 0 else { return .notFinished(unfinished) }
      let ids = jobs.map(\.id)
      state.jobs.removeAll { ids.contains($0.job.id) }
      for id in ids { state.artifacts[id] = nil }
      state.sweeps.removeAll { $0.sweep.id == id }
      return .deleted(ids)
    }
  }
}

extension MemoryJobStore.State {
  fileprivate func stored(_ id: SweepID) -> StoredSweep? { sweeps.first { $0.sweep.id == id } }

  fileprivate func show(_ stored: StoredSweep) -> Sweep {
    let jobs = stored.sweep.jobs.compactMap { self[$0.id] }
    var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
    for job in jobs { counts[job.state, default: 0] += 1 }
    return Sweep(
      id: stored.sweep.id, owner: stored.sweep.owner, summary: stored.sweep.summary,
      createdAt: stored.createdAt, counts: counts, revision: jobs.reduce(0) { $0 + $1.revision })
  }
}
