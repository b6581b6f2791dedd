import Jobs

extension JobStoreConformance {
  static let usageChecks: [ConformanceCheck] = [
    ConformanceCheck("what an owner's jobs take is known, and free again when they go") {
      store, _ in
      try expectEqual(try await store.usage(of: nil), StoredUsage())
      var job = Sample.job(1)
      job.owner = "ada"
      _ = try await store.create(job)
      _ = try await store.create(Sample.job(2))
      let queued = try await store.usage(of: "ada")
      try expectEqual(queued.jobs, 1)
      try expectEqual(queued.bytes, try await store.job(Sample.id(1))?.storedBytes)
      let claim = try await store.claimOne()
      try await store.markSucceeded(
        claim.lease(step: 100), result: [UInt8](0..<200),
        artifacts: ["a": [UInt8](0..<100), "b": [UInt8](0..<50)])
      let ended = try await store.usage(of: "ada")
      try expectEqual(ended, StoredUsage(jobs: 1, bytes: queued.bytes + 350))
      try expectEqual(try await store.job(Sample.id(1))?.storedBytes, ended.bytes)
      let all = try await store.usage(of: nil)
      try expectEqual(all.jobs, 2)
      try expect(all.bytes > ended.bytes, "the other owner's job takes nothing")
      _ = try await store.delete(Sample.id(1))
      try expectEqual(try await store.usage(of: "ada"), StoredUsage())
    },
    ConformanceCheck("a quota bounds the bytes of one owner's jobs, ended ones too") { store, _ in
      func job(_ number: Int, bytes: Int) -> NewJob {
        var job = Sample.job(number)
        job.quota = JobQuota(queued: 100, cost: 1, bytes: bytes)
        return job
      }
      _ = try await store.create(job(1, bytes: 1000))
      let claim = try await store.claimOne()
      try await store.markSucceeded(
        claim.lease(step: 100), result: [UInt8](repeating: 7, count: 400),
        artifacts: ["a": [UInt8](0..<100)])
      let used = try await store.usage(of: JobOwner.local).bytes
      let spec = Sample.job(2).spec.count
      try await expectError(.quotaExceeded(.bytes)) {
        _ = try await store.create(job(2, bytes: used + spec - 1))
      }
      _ = try await store.create(job(2, bytes: used + spec))
      try await expectError(.quotaExceeded(.bytes)) {
        _ = try await store.create(job(3, bytes: used))
      }
      _ = try await store.delete(Sample.id(1))
      _ = try await store.create(job(3, bytes: used))
    },
  ]
}
