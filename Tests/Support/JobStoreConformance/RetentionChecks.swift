import Jobs

extension JobStoreConformance {
  static let retentionChecks: [ConformanceCheck] = [
    ConformanceCheck("jobs that ended longer ago than they are kept go, and no others") {
      store, time in
      for number in 1...3 {
        try await store.ended(number)
        time.advance(by: .seconds(10))
      }
      _ = try await store.create(Sample.job(4))
      _ = try await store.create(Sample.job(5))
      _ = try await store.claimOne()
      time.advance(by: .seconds(1000))
      try await store.ended(6)
      // The ends were at 0, 10 and 20 s, and it is 1030 s.
      let kept = JobRetention(age: .seconds(1015))
      try expectEqual(try await store.removeEnded(kept, limit: 9), [Sample.id(1), Sample.id(2)])
      try expectEqual(try await store.removeEnded(kept, limit: 9), [])
      try expectEqual(try await store.removeEnded(JobRetention(), limit: 9), [])
      try expectEqual(
        try await store.removeEnded(JobRetention(age: .seconds(5)), limit: 9), [Sample.id(3)])
      let left = try await store.jobs(matching: JobFilter(), after: nil, limit: 9)
      try expectEqual(left.items.map(\.id), [6, 5, 4].map(Sample.id))
    },
    ConformanceCheck("of each owner the newest ended jobs are kept, however many others wait") {
      store, _ in
      for number in 1...4 { try await store.ended(number, owner: "ada") }
      for number in 5...6 { try await store.ended(number, owner: "bob") }
      var waiting = Sample.job(7)
      waiting.owner = "ada"
      _ = try await store.create(waiting)
      let kept = JobRetention(count: 2)
      // A little at a time, the oldest first.
      try expectEqual(try await store.removeEnded(kept, limit: 1), [Sample.id(1)])
      try expectEqual(try await store.removeEnded(kept, limit: 1), [Sample.id(2)])
      try expectEqual(try await store.removeEnded(kept, limit: 1), [])
      let left = try await store.jobs(matching: JobFilter(), after: nil, limit: 9)
      try expectEqual(left.items.map(\.id), [7, 6, 5, 4, 3].map(Sample.id))
    },
    ConformanceCheck("a key goes with the job that is not kept") { store, time in
      var job = Sample.job(1, idempotencyKey: "key", digest: "same")
      _ = try await store.create(job)
      _ = try await store.requestCancel(job.id)
      time.advance(by: .seconds(10))
      try expectEqual(
        try await store.removeEnded(JobRetention(age: .seconds(5)), limit: 9), [job.id])
      job.id = Sample.id(2)
      try expectEqual(try await store.create(job).job.id, job.id)
    },
  ]

  /// What retention does to sweeps; for stores that keep both.
  package static let sweepRetentionChecks: [SweepCheck] = [
    SweepCheck("a sweep goes as a whole, when none of its jobs would be kept") { store, time in
      let id = Sample.sweepID(1)
      _ = try await store.create(Sample.sweep(1, jobs: 1...3))
      for number in 1...2 { try await store.endNext(Sample.id(number)) }
      try await store.ended(4)
      time.advance(by: .seconds(100))
      let kept = JobRetention(age: .seconds(50))
      // One of its jobs waits yet.
      try expectEqual(try await store.removeEnded(kept, limit: 9), [Sample.id(4)])
      try expectEqual(try await store.sweep(id)?.total, 3)
      try await store.endNext(Sample.id(3))
      try expectEqual(try await store.removeEnded(kept, limit: 9), [])
      time.advance(by: .seconds(60))
      // In more than one go; the sweep itself with the last.
      try expectEqual(try await store.removeEnded(kept, limit: 2).count, 2)
      try expectEqual(try await store.sweep(id)?.total, 1)
      try expectEqual(try await store.removeEnded(kept, limit: 2).count, 1)
      try expectEqual(try await store.sweep(id), nil)
      try expectEqual(try await store.usage(of: nil), StoredUsage())
    },
    SweepCheck("the newest sweep is kept, however many jobs it has") { store, _ in
      _ = try await store.create(Sample.sweep(1, jobs: 1...2))
      for number in 1...2 { try await store.endNext(Sample.id(number)) }
      _ = try await store.create(Sample.sweep(2, jobs: 3...6))
      for number in 3...6 { try await store.endNext(Sample.id(number)) }
      let kept = JobRetention(count: 2)
      try expectEqual(
        Set(try await store.removeEnded(kept, limit: 9)), [Sample.id(1), Sample.id(2)])
      try expectEqual(try await store.removeEnded(kept, limit: 9), [])
      try expectEqual(try await store.sweep(Sample.sweepID(1)), nil)
      try expectEqual(try await store.sweep(Sample.sweepID(2))?.total, 4)
    },
  ]
}

extension JobStore {
  /// Creates a job and cancels it.
  fileprivate func ended(_ number: Int, owner: String = JobOwner.local) async throws {
    var job = Sample.job(number)
    job.owner = owner
    _ = try await create(job)
    _ = try await requestCancel(job.id)
  }

  /// Ends the job that is claimed next, which is this one.
  fileprivate func endNext(_ id: JobID) async throws {
    let claim = try await claimOne()
    try expectEqual(claim.job.id, id)
    try await markSucceeded(claim.lease(step: 100), result: Array("{}".utf8), artifacts: [:])
  }
}
