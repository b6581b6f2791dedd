import Jobs

extension JobStoreConformance {
  static let clockChecks: [ConformanceCheck] = [
    ConformanceCheck("a clock set back turns no job's times around") { store, time in
      func check(_ number: Int, _ state: JobState) async throws {
        let job = try unwrap(try await store.job(Sample.id(number)))
        try expectEqual(job.state, state)
        let times = [job.createdAt, job.startedAt, job.finishedAt].compactMap(\.self)
        try expectEqual(times, times.sorted())
        try expect(!state.isTerminal || job.finishedAt != nil, "an end without its time")
      }
      func claimed(_ number: Int) async throws -> Claim {
        _ = try await store.create(Sample.job(number))
        time.advance(by: .seconds(-60))
        let claim = try await store.claimOne()
        try await check(number, .running)
        time.advance(by: .seconds(-60))
        return claim
      }
      try await store.markSucceeded(
        claimed(1).lease(step: 1), result: Array("{}".utf8), artifacts: [:])
      try await check(1, .succeeded)
      try await store.markFailed(
        claimed(2).lease(step: 1), error: JobError(code: "c", message: "m"))
      try await check(2, .failed)
      try await store.markCancelled(claimed(3).lease(step: 1))
      try await check(3, .cancelled)
      let released = try await claimed(4)
      _ = try await store.requestCancel(Sample.id(4))
      try await store.release(released.lease(step: 1))
      try await check(4, .cancelled)
      _ = try await store.create(Sample.job(5))
      time.advance(by: .seconds(-60))
      _ = try await store.requestCancel(Sample.id(5))
      try await check(5, .cancelled)
    }
  ]
}
