import Jobs

extension JobStoreConformance {
  static let ownerChecks: [ConformanceCheck] = [
    ConformanceCheck("a job is its owner's, and lists can be") { store, _ in
      for (number, owner) in [(1, "ada"), (2, "bob"), (3, "ada")] {
        var job = Sample.job(number)
        job.owner = owner
        _ = try await store.create(job)
      }
      _ = try await store.create(Sample.job(4))
      try expectEqual(try await store.job(Sample.id(2))?.owner, "bob")
      try expectEqual(try await store.job(Sample.id(4))?.owner, JobOwner.local)
      let page = try await store.jobs(matching: JobFilter(owner: "ada"), after: nil, limit: 10)
      try expectEqual(page.items.map(\.id), [Sample.id(3), Sample.id(1)])
      let nobodys = try await store.jobs(matching: JobFilter(owner: "eve"), after: nil, limit: 10)
      try expect(nobodys.items.isEmpty, "another's jobs are shown")
    },
    ConformanceCheck("a quota bounds the queued jobs of one owner") { store, _ in
      func job(_ number: Int, _ owner: String) -> NewJob {
        var job = Sample.job(number)
        job.owner = owner
        job.quota = JobQuota(queued: 2, cost: 1000)
        return job
      }
      _ = try await store.create(job(1, "ada"))
      _ = try await store.create(job(2, "ada"))
      try await expectError(.quotaExceeded(.queued)) { _ = try await store.create(job(3, "ada")) }
      try expectEqual(try await store.job(Sample.id(3)), nil)
      _ = try await store.create(job(4, "bob"))
      // A job that runs waits no more.
      _ = try await store.claimOne()
      _ = try await store.create(job(5, "ada"))
    },
    ConformanceCheck("a quota bounds the cost of one owner's unfinished jobs") { store, _ in
      func job(_ number: Int, cost: Double) -> NewJob {
        var job = Sample.job(number)
        job.cost = cost
        job.quota = JobQuota(queued: 100, cost: 10)
        return job
      }
      _ = try await store.create(job(1, cost: 6))
      let claim = try await store.claimOne()
      _ = try await store.create(job(2, cost: 4))
      try await expectError(.quotaExceeded(.cost)) { _ = try await store.create(job(3, cost: 1)) }
      try await store.markSucceeded(
        claim.lease(step: 100), result: Array("{}".utf8), artifacts: [:])
      _ = try await store.create(job(3, cost: 6))
    },
    ConformanceCheck("a job handed in again under its key needs no room") { store, _ in
      var job = Sample.job(1, idempotencyKey: "key", digest: "same")
      job.quota = JobQuota(queued: 1, cost: 1000)
      _ = try await store.create(job)
      job.id = Sample.id(2)
      guard case .existing = try await store.create(job) else {
        throw ConformanceFailure(description: "the second call made a second job")
      }
    },
  ]
}
