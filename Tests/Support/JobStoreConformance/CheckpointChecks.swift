import Jobs

extension JobStoreConformance {
  static let checkpointChecks: [ConformanceCheck] = [
    ConformanceCheck("a checkpoint is kept to the byte, part by part") { store, _ in
      let claim = try await store.claimedSample()
      let id = claim.job.id
      try expectEqual(try await store.checkpoint(of: id), nil)
      let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
      try await store.saveCheckpoint(
        claim.lease(step: 20), parts: ["state": noise, "old": [1], "empty": []])
      try await store.saveCheckpoint(
        claim.lease(step: 30), parts: ["state": Array(noise.reversed()), "new": [2]])
      try expectEqual(
        try await store.checkpoint(of: id),
        JobCheckpoint(
          step: 30,
          parts: ["state": Array(noise.reversed()), "old": [1], "empty": [], "new": [2]]))
      try expectEqual(try await store.checkpointPart("new", of: id), [2])
      try expectEqual(try await store.checkpointPart("none", of: id), nil)
    },
    ConformanceCheck("a checkpoint is the running attempt's to write") { store, time in
      let old = try await store.claimedSample()
      try await store.saveCheckpoint(old.lease(step: 10), parts: ["state": [1]])
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      let refusal = JobStoreError.leaseLost(old.job.id)
      try await expectError(refusal) {
        try await store.saveCheckpoint(old.lease(step: 20), parts: ["state": [2]])
      }
      _ = try await store.claimOne(Sample.otherWorker)
      try await expectError(refusal) {
        try await store.saveCheckpoint(old.lease(step: 20), parts: ["state": [2]])
      }
      try await expectError(refusal) { try await store.discardCheckpoint(old.lease(step: 0)) }
      try expectEqual(
        try await store.checkpoint(of: old.job.id), JobCheckpoint(step: 10, parts: ["state": [1]]))
    },
    ConformanceCheck("a job goes back with its checkpoint's progress, however it goes") {
      store, time in
      let first = try await store.claimedSample()
      let id = first.job.id
      try await store.saveCheckpoint(first.lease(step: 40), parts: ["state": [1]])
      _ = try await store.renew([first.lease(step: 55)], lease: Sample.lease)
      try await store.release(first.lease(step: 60))
      try expectEqual(try await store.job(id)?.step, 40)
      let second = try await store.claimOne()
      try expectEqual(second.job.step, 40)
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      try expectEqual(try await store.job(id)?.step, 40)
      let third = try await store.claimOne()
      _ = try await store.loseAllWorkers(time)
      try expectEqual(try await store.job(id)?.step, 40)
      try expectEqual(third.job.step, 40)
      try expectEqual(try await store.checkpoint(of: id)?.parts, ["state": [1]])
    },
    ConformanceCheck("a discarded checkpoint leaves a job at its beginning") { store, _ in
      let claim = try await store.claimedSample()
      try await store.saveCheckpoint(claim.lease(step: 40), parts: ["state": [1]])
      try await store.release(claim.lease(step: 40))
      let again = try await store.claimOne()
      try await store.discardCheckpoint(again.lease(step: 0))
      try expectEqual(try await store.job(claim.job.id)?.step, 0)
      try expectEqual(try await store.checkpoint(of: claim.job.id), nil)
    },
    ConformanceCheck("what a job recorded stays where it has no result, its state does not") {
      store, time in
      let parts: [String: [UInt8]] = ["state": [1], "recording": [2]]
      let succeeded = try await store.claimedSample(1)
      try await store.saveCheckpoint(succeeded.lease(step: 9), parts: parts)
      try await store.markSucceeded(succeeded.lease(step: 100), result: [1], artifacts: [:])
      try expectEqual(try await store.checkpoint(of: Sample.id(1)), nil)

      let failed = try await store.claimedSample(2)
      try await store.saveCheckpoint(failed.lease(step: 9), parts: parts)
      try await store.markFailed(failed.lease(step: 9), error: JobError(code: "c", message: "m"))
      let cancelled = try await store.claimedSample(3)
      try await store.saveCheckpoint(cancelled.lease(step: 9), parts: parts)
      try await store.markCancelled(cancelled.lease(step: 9))
      let queued = try await store.claimedSample(4)
      try await store.saveCheckpoint(queued.lease(step: 9), parts: parts)
      try await store.release(queued.lease(step: 9))
      try expectEqual(try await store.requestCancel(Sample.id(4)), .cancelled)
      _ = try await store.create(Sample.job(5))
      for _ in 0..<JobLimits.losses {
        let claim = try await store.claimOne()
        try await store.saveCheckpoint(claim.lease(step: 9), parts: parts)
        time.advance(by: Sample.lease)
        _ = try await store.requeueExpired()
      }
      for (number, state) in [(2, JobState.failed), (3, .cancelled), (4, .cancelled), (5, .failed)]
      {
        try expectEqual(try await store.job(Sample.id(number))?.state, state)
        try expectEqual(
          try await store.checkpoint(of: Sample.id(number))?.parts, ["recording": [2]])
      }
      try expectEqual(try await store.delete(Sample.id(3)), .deleted)
      try expectEqual(try await store.checkpoint(of: Sample.id(3)), nil)
    },
  ]
}
