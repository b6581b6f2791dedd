import Jobs

extension JobStoreConformance {
  static let leaseChecks: [ConformanceCheck] = [
    ConformanceCheck("a stale token cannot write, whatever became of the job") { store, time in
      let old = try await store.claimedSample()
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      let new = try await store.claimOne(Sample.otherWorker)
      try expect(new.token != old.token, "two claims have one token")
      try await expectRefusal(of: old.lease(step: 50), in: store)
      let job = try unwrap(try await store.job(new.job.id))
      try expectEqual(job, new.job)
      try await store.markSucceeded(new.lease(step: 100), result: [2], artifacts: [:])
      try await expectRefusal(of: old.lease(step: 50), in: store)
      try expectEqual(try await store.job(new.job.id)?.result, [2])
    },
    ConformanceCheck("a lease runs out at its time, not before") { store, time in
      let claim = try await store.claimedSample()
      time.advance(by: Sample.lease - .milliseconds(1))
      try expectEqual(try await store.requeueExpired(), Requeueing())
      time.advance(by: .milliseconds(1))
      try expectEqual(try await store.requeueExpired(), Requeueing(queued: [claim.job.id]))
      let job = try unwrap(try await store.job(claim.job.id))
      try expectEqual(job.state, .queued)
      try expectEqual(job.attempt, 1)
      try expectEqual(job.step, 0)
      try expectEqual(job.startedAt, nil)
    },
    ConformanceCheck("a renewal starts the lease anew and records progress") { store, time in
      let claim = try await store.claimedSample()
      let id = claim.job.id
      time.advance(by: .seconds(20))
      let first = try await store.renew([claim.lease(step: 40)], lease: Sample.lease)
      try expectEqual(first, [id: .renewed])
      let moved = try unwrap(try await store.job(id))
      try expectEqual(moved.step, 40)
      try expectEqual(moved.revision, claim.job.revision + 1)
      time.advance(by: .seconds(20))
      try expectEqual(try await store.requeueExpired(), Requeueing())
      // Nothing new to see: no change; and never backwards.
      _ = try await store.renew([claim.lease(step: 40)], lease: Sample.lease)
      _ = try await store.renew([claim.lease(step: 30)], lease: Sample.lease)
      try expectEqual(try await store.job(id), moved)
    },
    ConformanceCheck("renewals of a batch are answered one by one") { store, _ in
      try await store.createSamples(1...3)
      let claims = try await store.claim(worker: Sample.worker, limit: 3, lease: Sample.lease)
      _ = try await store.requestCancel(Sample.id(2))
      try await store.markFailed(
        claims[2].lease(step: 1), error: JobError(code: "c", message: "m"))
      let answers = try await store.renew(claims.map { $0.lease(step: 5) }, lease: Sample.lease)
      try expectEqual(
        answers,
        [Sample.id(1): .renewed, Sample.id(2): .cancelRequested, Sample.id(3): .lost])
    },
    ConformanceCheck("a job may lose so many workers and no more") { store, time in
      _ = try await store.create(Sample.job(1))
      for loss in 1...JobLimits.losses {
        let claim = try await store.claimOne()
        try expectEqual(claim.job.attempt, loss)
        time.advance(by: Sample.lease)
        let taken = try await store.requeueExpired()
        let isLast = loss == JobLimits.losses
        try expectEqual(
          taken,
          isLast ? Requeueing(failed: [Sample.id(1)]) : Requeueing(queued: [Sample.id(1)]))
      }
      let job = try unwrap(try await store.job(Sample.id(1)))
      try expectEqual(job.state, .failed)
      try expectEqual(job.error?.code, "worker_lost")
      try expectEqual(job.finishedAt, time.now)
    },
    ConformanceCheck("releases are no losses") { store, time in
      _ = try await store.create(Sample.job(1))
      for _ in 0...JobLimits.losses {
        let claim = try await store.claimOne()
        try expectEqual(try await store.release(claim.lease(step: 1)), .queued)
      }
      _ = try await store.claimOne()
      let taken = try await store.loseAllWorkers(time)
      try expectEqual(taken, Requeueing(queued: [Sample.id(1)]))
    },
    ConformanceCheck("a lost worker's job that was to be cancelled is cancelled") { store, time in
      let claim = try await store.claimedSample()
      _ = try await store.requestCancel(claim.job.id)
      time.advance(by: Sample.lease)
      try expectEqual(try await store.requeueExpired(), Requeueing(cancelled: [claim.job.id]))
      try expectEqual(try await store.job(claim.job.id)?.state, .cancelled)
    },
  ]

  /// What a store has to keep besides that one process holds.
  package static let exclusiveChecks: [ConformanceCheck] = [
    ConformanceCheck("a dead process's jobs come back at once, those of the living stay") {
      store, _ in
      let dead = try await store.claimedSample(1)
      let alive = try await store.claimedSample(2, worker: Sample.otherWorker)
      let exclusive = try unwrap(store.exclusive)
      let taken = try await exclusive.requeueAll(exceptHeldBy: [Sample.otherWorker])
      try expectEqual(taken, Requeueing(queued: [dead.job.id]))
      try expectEqual(try await store.job(alive.job.id)?.state, .running)
      try await expectRefusal(of: dead.lease(step: 1), in: store)
      try expectEqual(
        try await exclusive.requeueAll(exceptHeldBy: []), Requeueing(queued: [alive.job.id]))
      try expectEqual(try await exclusive.requeueAll(exceptHeldBy: []), Requeueing())
    },
    ConformanceCheck("a job taken back under a clock set back ends after its beginning") {
      store, time in
      _ = try await store.claimedSample()
      time.advance(by: .seconds(-60))
      _ = try await store.requestCancel(Sample.id(1))
      _ = try await unwrap(store.exclusive).requeueAll(exceptHeldBy: [])
      let job = try unwrap(try await store.job(Sample.id(1)))
      try expectEqual(job.state, .cancelled)
      try expectEqual(job.finishedAt, job.startedAt)
    },
  ]
}
