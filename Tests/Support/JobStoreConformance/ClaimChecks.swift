import Jobs

extension JobStoreConformance {
  static let claimChecks: [ConformanceCheck] = [
    ConformanceCheck("a claim takes the oldest job and says so in it") { store, time in
      try await store.createSamples(1...3)
      time.advance(by: .seconds(1))
      for number in 1...3 {
        let job = try await store.claimOne().job
        try expectEqual(job.id, Sample.id(number))
        try expectEqual(job.state, .running)
        try expectEqual(job.attempt, 1)
        try expectEqual(job.startedAt, time.now)
        try expectEqual(job.revision, 2)
        try expectEqual(try await store.job(job.id), job)
      }
      let none = try await store.claim(worker: Sample.worker, limit: 5, lease: Sample.lease)
      try expect(none.isEmpty, "an empty queue gave a job")
    },
    ConformanceCheck("companions share the oldest job's batch key, in order, up to the limit") {
      store, _ in
      for (number, key) in ["a", "b", "a", "b", "a", "a"].enumerated() {
        _ = try await store.create(Sample.job(number, batchKey: key))
      }
      func claim() async throws -> [JobID] {
        try await store.claim(worker: Sample.worker, limit: 3, lease: Sample.lease).map(\.job.id)
      }
      try expectEqual(try await claim(), [0, 2, 4].map(Sample.id))
      try expectEqual(try await claim(), [1, 3].map(Sample.id))
      try expectEqual(try await claim(), [Sample.id(5)])
    },
    ConformanceCheck("concurrent claims never give one job twice") { store, _ in
      try await store.createSamples(0..<100)
      let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
        for number in 0..<8 {
          group.addTask {
            let worker = WorkerID(rawValue: "worker-\(number)")
            var mine: [JobID] = []
            while true {
              let claims = try await store.claim(worker: worker, limit: 3, lease: Sample.lease)
              if claims.isEmpty { return mine }
              mine += claims.map(\.job.id)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      try expectEqual(claimed.count, 100)
      try expectEqual(Set(claimed), Set((0..<100).map(Sample.id)))
    },
    ConformanceCheck("a job that lost a worker goes alone") { store, time in
      try await store.createSamples(1...2)
      let both = try await store.claim(worker: Sample.worker, limit: 4, lease: Sample.lease)
      try expectEqual(both.count, 2)
      _ = try await store.loseAllWorkers(time)
      _ = try await store.create(Sample.job(3))
      var batches: [[JobID]] = []
      for _ in 1...3 {
        let claims = try await store.claim(worker: Sample.worker, limit: 4, lease: Sample.lease)
        batches.append(claims.map(\.job.id))
      }
      try expectEqual(batches, [[1], [2], [3]].map { $0.map(Sample.id) })
    },
    ConformanceCheck("a fresh job takes no companion that lost a worker") { store, time in
      try await store.createSamples(1...3)
      let claim = try await store.claimOne()
      let second = try await store.claimOne(Sample.otherWorker)
      try expectEqual(try await store.release(claim.lease(step: 0)), .queued)
      _ = try await store.loseAllWorkers(time)
      let claims = try await store.claim(worker: Sample.worker, limit: 4, lease: Sample.lease)
      try expectEqual(claims.map(\.job.id), [1, 3].map(Sample.id))
      try expectEqual(try await store.job(second.job.id)?.state, .queued)
    },
  ]
}
