import Jobs

extension JobStoreConformance {
  static let transitionChecks: [ConformanceCheck] = [
    ConformanceCheck("success keeps the result and the blobs, to the byte") { store, time in
      let claim = try await store.claimedSample()
      time.advance(by: .seconds(2))
      let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
      let blobs: [String: [UInt8]] = [
        "record": noise, "weights": Array(repeating: 7, count: 100_000), "empty": [],
      ]
      let result = Array(#"{"outcome":"converged"}"#.utf8)
      try await store.markSucceeded(claim.lease(step: 100), result: result, artifacts: blobs)
      let job = try unwrap(try await store.job(claim.job.id))
      try expectEqual(job.state, .succeeded)
      try expectEqual(job.result, result)
      try expectEqual(job.error, nil)
      try expectEqual(job.step, 100)
      try expectEqual(job.startedAt, ManualTime.start)
      try expectEqual(job.finishedAt, time.now)
      try expect(job.revision > claim.job.revision, "the revision did not grow")
      for (name, bytes) in blobs {
        try expectEqual(try await store.artifact(name, of: job.id), bytes)
      }
      try expectEqual(try await store.artifact("other", of: job.id), nil)
    },
    ConformanceCheck("failure keeps its code and message") { store, _ in
      let claim = try await store.claimedSample()
      let error = JobError(code: "bad_data", message: "Row 3 is empty.")
      try await store.markFailed(claim.lease(step: 7), error: error)
      let job = try unwrap(try await store.job(claim.job.id))
      try expectEqual(job.state, .failed)
      try expectEqual(job.error, error)
      try expectEqual(job.result, nil)
      try expectEqual(job.step, 7)
    },
    ConformanceCheck("a queued job is cancelled at once and never claimed") { store, time in
      _ = try await store.create(Sample.job(1))
      try expectEqual(try await store.requestCancel(Sample.id(1)), .cancelled)
      let job = try unwrap(try await store.job(Sample.id(1)))
      try expectEqual(job.state, .cancelled)
      try expectEqual(job.finishedAt, time.now)
      try expectEqual(job.revision, 2)
      let claims = try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)
      try expect(claims.isEmpty, "a cancelled job was claimed")
    },
    ConformanceCheck("another's job is neither cancelled nor deleted") { store, _ in
      _ = try await store.create(Sample.job(1))
      let before = try await store.job(Sample.id(1))
      try expectEqual(try await store.requestCancel(Sample.id(1), of: "bob"), .notFound)
      try expectEqual(try await store.job(Sample.id(1)), before)
      try expectEqual(try await store.requestCancel(Sample.id(1), of: JobOwner.local), .cancelled)
      try expectEqual(try await store.delete(Sample.id(1), of: "bob"), .notFound)
      try expectEqual(try await store.delete(Sample.id(1), of: JobOwner.local), .deleted)
    },
    ConformanceCheck("cancelling a running job is a wish that its worker grants") { store, _ in
      let claim = try await store.claimedSample()
      let id = claim.job.id
      try expectEqual(try await store.requestCancel(id), .requested)
      let asked = try unwrap(try await store.job(id))
      try expectEqual(asked.state, .running)
      try expect(asked.cancelRequested, "the wish is not noted")
      try expect(asked.revision > claim.job.revision, "the wish is no visible change")
      try expectEqual(try await store.requestCancel(id), .requested)
      try expectEqual(try await store.job(id)?.revision, asked.revision)
      let answers = try await store.renew([claim.lease(step: 1)], lease: Sample.lease)
      try expectEqual(answers, [id: .cancelRequested])
      try await store.markCancelled(claim.lease(step: 3))
      let job = try unwrap(try await store.job(id))
      try expectEqual(job.state, .cancelled)
      try expectEqual(job.step, 3)
    },
    ConformanceCheck("a result that is there before the wish is heard counts") { store, _ in
      let claim = try await store.claimedSample()
      _ = try await store.requestCancel(claim.job.id)
      try await store.markSucceeded(claim.lease(step: 100), result: [], artifacts: [:])
      try expectEqual(try await store.job(claim.job.id)?.state, .succeeded)
    },
    ConformanceCheck("a terminal state never changes") { store, time in
      for (number, state) in JobState.allCases.enumerated() where state.isTerminal {
        let claim = try unwrap(try await store.sample(number, in: state))
        try await expectRefusal(
          of: claim.lease(step: 99), in: store, butFor: state == .cancelled ? .cancelled : nil)
        let outcome = try await store.requestCancel(claim.job.id)
        try expectEqual(outcome, .alreadyFinished(state))
      }
      let before = try await store.jobs(matching: JobFilter(), after: nil, limit: 10).items
      time.advance(by: Sample.lease * 2)
      try expectEqual(try await store.requeueExpired(), Requeueing())
      try expectEqual(try await store.loseAllWorkers(time), Requeueing())
      let after = try await store.jobs(matching: JobFilter(), after: nil, limit: 10).items
      try expectEqual(after, before)
    },
    ConformanceCheck("a queued job takes no worker's word") { store, _ in
      let claim = try await store.claimedSample()
      try expectEqual(try await store.release(claim.lease(step: 4)), .queued)
      try await expectRefusal(of: claim.lease(step: 99), in: store, butFor: .queued)
      try expectEqual(try await store.job(claim.job.id)?.state, .queued)
    },
    ConformanceCheck("a job that is not there takes no worker's word") { store, _ in
      let nobody = JobLease(id: Sample.id(9), token: FencingToken(rawValue: 1), step: 0)
      try await expectRefusal(of: nobody, in: store)
    },
    ConformanceCheck("a released job waits at its old place and can run again") { store, _ in
      try await store.createSamples(1...2)
      let claim = try await store.claimOne()
      try expectEqual(try await store.release(claim.lease(step: 4)), .queued)
      let job = try unwrap(try await store.job(claim.job.id))
      try expectEqual(job.state, .queued)
      try expectEqual(job.step, 0)
      try expectEqual(job.startedAt, nil)
      let again = try await store.claimOne()
      try expectEqual(again.job.id, Sample.id(1))
      try expectEqual(again.job.attempt, 2)
    },
    ConformanceCheck("a job asked to be cancelled is not released but cancelled") { store, _ in
      let claim = try await store.claimedSample()
      _ = try await store.requestCancel(claim.job.id)
      try expectEqual(try await store.release(claim.lease(step: 4)), .cancelled)
      let job = try unwrap(try await store.job(claim.job.id))
      try expectEqual(job.state, .cancelled)
      try expect(job.finishedAt != nil, "a cancelled job has no end")
    },
    ConformanceCheck("counts name every state") { store, _ in
      try expectEqual(
        try await store.counts(),
        [.queued: 0, .running: 0, .succeeded: 0, .failed: 0, .cancelled: 0])
      for (number, state) in JobState.allCases.enumerated() where state != .queued {
        _ = try await store.sample(number, in: state)
      }
      try await store.createSamples(10...11)
      try expectEqual(
        try await store.counts(),
        [.queued: 2, .running: 1, .succeeded: 1, .failed: 1, .cancelled: 1])
    },
  ]

  /// Every write under this lease must be turned away, but for the one that brought its job to the
  /// state `ended`: `cancelled` by its worker's word, `queued` by its release.
  static func expectRefusal(
    of lease: JobLease, in store: any JobStore, butFor ended: JobState? = nil
  ) async throws {
    let lost = JobStoreError.leaseLost(lease.id)
    try await expectError(lost) {
      try await store.markSucceeded(lease, result: [1], artifacts: ["record": [1]])
    }
    try await expectError(lost) {
      try await store.markFailed(lease, error: JobError(code: "late", message: "late"))
    }
    if ended == .cancelled {
      try await store.markCancelled(lease)
    } else {
      try await expectError(lost) { try await store.markCancelled(lease) }
    }
    if ended == .queued {
      try expectEqual(try await store.release(lease), .queued)
    } else {
      try await expectError(lost) { try await store.release(lease) }
    }
    try expectEqual(try await store.renew([lease], lease: Sample.lease), [lease.id: .lost])
  }
}
