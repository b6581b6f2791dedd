package import Jobs

/// One promise of a store that carries points of jobs in training, as `ConformanceCheck` is one of `JobStore`.
package struct LivePointCheck: Sendable, CustomStringConvertible {
  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run:
    @Sendable (_ store: any JobStore & LivePointStore, _ time: ManualTime) async throws -> Void

  init(
    _ description: String,
    run:
      @escaping @Sendable (_ store: any JobStore & LivePointStore, _ time: ManualTime) async throws
      -> Void
  ) {
    self.description = description
    self.run = run
  }
}

extension JobStoreConformance {
  private static let following = Duration.seconds(10)

  private static func points(_ first: Int, _ count: Int) -> LivePoints {
    LivePoints(first: first, count: count, body: [UInt8](repeating: UInt8(first), count: count))
  }

  private static func claim(_ store: any JobStore & LivePointStore) async throws -> Claim {
    try unwrap(
      try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease).first)
  }

  /// Live points.
  package static let livePointChecks = [
    LivePointCheck("points of a followed job come in their order, and from any on") {
      store, _ in
      _ = try await store.create(Sample.job(1))
      let id = Sample.id(1)
      // Nothing of a job that waits.
      try expectEqual(try await store.follow(id, from: 0, for: following), [])
      let claim = try await claim(store)
      let lease = claim.lease(step: 1)
      // Nobody follows it.
      var renewal = try await store.renewTelling([lease], lease: Sample.lease)
      try expectEqual(renewal.answers, [id: .renewed])
      try expectEqual(renewal.followed, [:])
      try await store.add(points(0, 2), under: lease)
      try expectEqual(try await store.follow(id, from: 0, for: following), [])
      renewal = try await store.renewTelling([lease], lease: Sample.lease)
      try expectEqual(renewal.followed, [id: 0])
      let before = try await store.job(id)?.revision ?? 0
      try await store.add(points(0, 2), under: lease)
      try expect(try await store.job(id)?.revision ?? 0 > before, "new points are a change")
      try await store.add(points(2, 3), under: lease)
      renewal = try await store.renewTelling([lease], lease: Sample.lease)
      try expectEqual(renewal.followed, [id: 5])
      let all = [points(0, 2), points(2, 3)]
      for (index, expected) in [(0, all), (1, all), (2, [all[1]]), (4, [all[1]]), (5, [])] {
        try expectEqual(try await store.follow(id, from: index, for: following), expected)
      }
    },
    LivePointCheck("points that do not follow those that are there are not added") {
      store, _ in
      _ = try await store.create(Sample.job(1))
      let claim = try await claim(store)
      let (id, lease) = (claim.job.id, claim.lease(step: 1))
      _ = try await store.follow(id, from: 0, for: following)
      try await store.add(points(3, 1), under: lease)
      try await store.add(points(0, 2), under: lease)
      // Its answer was lost.
      try await store.add(points(0, 2), under: lease)
      try await store.add(points(1, 4), under: lease)
      try expectEqual(try await store.follow(id, from: 0, for: following), [points(0, 2)])
    },
    LivePointCheck("nothing is asked for once nobody follows, and again when somebody does") {
      store, time in
      _ = try await store.create(Sample.job(1))
      let claim = try await claim(store)
      let (id, lease) = (claim.job.id, claim.lease(step: 1))
      _ = try await store.follow(id, from: 0, for: following)
      try await store.add(points(0, 2), under: lease)
      time.advance(by: following)
      var renewal = try await store.renewTelling([lease], lease: Sample.lease)
      try expectEqual(renewal.followed, [:])
      _ = try await store.follow(id, from: 0, for: following)
      renewal = try await store.renewTelling([lease], lease: Sample.lease)
      try expectEqual(renewal.followed, [id: 2])
      // Whoever follows goes on being known.
      for _ in 1...4 {
        time.advance(by: following * 0.4)
        _ = try await store.follow(id, from: 2, for: following)
        renewal = try await store.renewTelling([lease], lease: Sample.lease)
        try expectEqual(renewal.followed, [id: 2])
      }
    },
    LivePointCheck("points go with the claim, however it ends") { store, time in
      for number in 1...4 {
        _ = try await store.create(Sample.job(number))
        let claim = try await claim(store)
        let (id, lease) = (claim.job.id, claim.lease(step: 1))
        _ = try await store.follow(id, from: 0, for: following)
        try await store.add(points(0, 2), under: lease)
        switch number {
        case 1: try await store.markSucceeded(lease, result: [1], artifacts: [:])
        case 2: try await store.markFailed(lease, error: JobError(code: "c", message: "m"))
        case 3: try await store.markCancelled(lease)
        default:
          time.advance(by: Sample.lease)
          _ = try await store.requeueExpired(by: nil, holding: [])
        }
        try expectEqual(try await store.follow(id, from: 0, for: following), [])
        // From one that is late.
        try await store.add(points(2, 1), under: lease)
        let renewal = try await store.renewTelling([lease], lease: Sample.lease)
        try expectEqual(renewal.answers, [id: .lost])
        try expectEqual(renewal.followed, [:])
        guard number == 4 else { continue }
        let again = try await Self.claim(store)
        try expectEqual(again.job.id, id)
        try expectEqual(try await store.follow(id, from: 0, for: following), [])
        try await store.add(points(0, 1), under: again.lease(step: 1))
        try await store.add(points(2, 1), under: lease)
        try expectEqual(try await store.follow(id, from: 0, for: following), [points(0, 1)])
      }
    },
  ]
}
