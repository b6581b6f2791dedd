import Jobs

extension JobStoreConformance {
  /// Workers of several versions that share a store.
  static let engineChecks: [ConformanceCheck] = [
    ConformanceCheck("an older worker leaves newer jobs alone") { store, time in
      _ = try await store.create([
        Sample.job(1, engine: 3), Sample.job(2, engine: 2), Sample.job(3, engine: 1),
        Sample.job(4, engine: 3), Sample.job(5, engine: 2, batchKey: "other"),
      ])
      func claim(_ engine: Int) async throws -> [JobID] {
        try await store.claim(
          ClaimRequest(worker: Sample.worker, limit: 4, lease: Sample.lease, engine: engine)
        ).claims.map(\.job.id)
      }
      try expectEqual(try await claim(0), [])
      // Neither as the first nor as companions.
      try expectEqual(try await claim(2), [2, 3].map(Sample.id))
      try expectEqual(try await claim(1), [])
      try expectEqual(try await claim(2), [Sample.id(5)])
      try expectEqual(try await claim(2), [])
      try expectEqual(try await claim(3), [1, 4].map(Sample.id))
      // Also when it comes back from a newer one.
      _ = try await store.loseAllWorkers(time)
      try expectEqual(try await claim(1), [Sample.id(3)])
      try expectEqual(try await claim(1), [])
    },
    ConformanceCheck("a newer job that waits is not waited for by an older worker") { store, _ in
      _ = try await store.create(Sample.job(1, engine: 2))
      var cheap = Sample.job(2, batchKey: "2", cost: 1, memory: 10)
      cheap.engine = 1
      _ = try await store.create(cheap)
      let answer = try await store.claim(
        ClaimRequest(
          worker: Sample.worker, limit: 4, lease: Sample.lease, engine: 1, isAlone: false,
          memory: 10))
      try expectEqual(answer.waiting, nil)
      try expectEqual(answer.claims.map(\.job.id), [Sample.id(2)])
    },
  ]
}
