import Jobs

extension JobStoreConformance {
  /// Calls that come again because their answers were lost.
  static let repeatChecks: [ConformanceCheck] = [
    ConformanceCheck("a job that comes again is the same one") { store, _ in
      for key in [nil, "key"] as [String?] {
        let number = key == nil ? 1 : 2
        var new = Sample.job(
          number, batchKey: "\(number)", name: "n", labels: ["a": "1"], idempotencyKey: key)
        new.quota = JobQuota(queued: 1, cost: 1)
        guard case .created(let first) = try await store.create(new) else {
          throw ConformanceFailure(description: "the job is not new")
        }
        guard case .created(let second) = try await store.create(new) else {
          throw ConformanceFailure(description: "the second call is told of another's job")
        }
        try expectEqual(second, first)
        let claim = try await store.claimOne()
        try expectEqual(try await store.create(new).job, claim.job)
        for change in [
          { $0.specDigest = "other" }, { $0.owner = "bob" }, { $0.name = "m" },
          { $0.labels = [:] }, { $0.idempotencyKey = "other" },
        ] as [(inout NewJob) -> Void] {
          var other = new
          change(&other)
          try await expectError(.duplicateID(new.id)) { [other] in
            _ = try await store.create(other)
          }
        }
      }
      try expectEqual(try await store.counts()[.running], 2)
    },
    ConformanceCheck("a success that comes again is answered as before") { store, time in
      let claim = try await store.claimedSample()
      func succeed(_ result: [UInt8]) async throws {
        try await store.markSucceeded(
          claim.lease(step: 100), result: result, artifacts: ["a": [1]])
      }
      let result = [UInt8](repeating: 7, count: 5000)
      try await succeed(result)
      let ended = try await store.job(claim.job.id)
      let usage = try await store.usage(of: nil)
      time.advance(by: Sample.lease)
      try await succeed(result)
      try expectEqual(try await store.job(claim.job.id), ended)
      try expectEqual(try await store.usage(of: nil), usage)
      try await expectError(.leaseLost(claim.job.id)) { try await succeed([8]) }
      try expectEqual(try await store.job(claim.job.id), ended)
    },
    ConformanceCheck("a failure that comes again is answered as before") { store, _ in
      let claim = try await store.claimedSample()
      let error = JobError(code: "bad_data", message: "Row 3 is empty.")
      try await store.markFailed(claim.lease(step: 7), error: error)
      let ended = try await store.job(claim.job.id)
      try await store.markFailed(claim.lease(step: 7), error: error)
      try expectEqual(try await store.job(claim.job.id), ended)
      for other in [
        JobError(code: "bad_data", message: "Row 4 is empty."),
        JobError(code: "other", message: error.message),
      ] {
        try await expectError(.leaseLost(claim.job.id)) {
          try await store.markFailed(claim.lease(step: 7), error: other)
        }
      }
    },
    ConformanceCheck("a cancelling that comes again is answered as before") { store, _ in
      let claim = try await store.claimedSample()
      _ = try await store.requestCancel(claim.job.id)
      try await store.markCancelled(claim.lease(step: 3))
      let ended = try await store.job(claim.job.id)
      try await store.markCancelled(claim.lease(step: 3))
      try expectEqual(try await store.job(claim.job.id), ended)
    },
    ConformanceCheck("a release that comes again is answered as before") { store, _ in
      let claim = try await store.claimedSample()
      try expectEqual(try await store.release(claim.lease(step: 3)), .queued)
      try expectEqual(try await store.release(claim.lease(step: 3)), .queued)
      // Also when another has the job by now, whom it does not concern.
      let next = try await store.claimOne(Sample.otherWorker)
      try expectEqual(try await store.release(claim.lease(step: 3)), .queued)
      try expectEqual(try await store.job(claim.job.id), next.job)
      _ = try await store.requestCancel(claim.job.id)
      try expectEqual(try await store.release(next.lease(step: 1)), .cancelled)
      try expectEqual(try await store.release(next.lease(step: 1)), .cancelled)
    },
    ConformanceCheck("only a worker's own word can come again") { store, time in
      // Queued, cancelled and failed without it.
      let claim = try await store.claimedSample(1)
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      try await expectRefusal(of: claim.lease(step: 1), in: store)
      _ = try await store.requestCancel(Sample.id(1))
      try await expectRefusal(of: claim.lease(step: 1), in: store)
      var last = try await store.claimedSample(2)
      for loss in 1...JobLimits.losses {
        time.advance(by: Sample.lease)
        _ = try await store.requeueExpired()
        if loss < JobLimits.losses { last = try await store.claimOne() }
      }
      try expectEqual(try await store.job(last.job.id)?.state, .failed)
      try await expectError(.leaseLost(last.job.id)) {
        try await store.markFailed(last.lease(step: 0), error: .workerLost)
      }
    },
  ]
}
