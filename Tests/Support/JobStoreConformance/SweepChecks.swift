package import Jobs

/// One promise of `SweepStore`, put to the test on a store that is empty, keeps jobs too and runs on
/// `time`.
package struct SweepCheck: Sendable, CustomStringConvertible {
  /// The promise.
  package let description: String
  /// Throws unless the store keeps it.
  package let run:
    @Sendable (_ store: any JobStore & SweepStore, _ time: ManualTime) async throws -> Void

  init(
    _ description: String,
    run:
      @escaping @Sendable (_ store: any JobStore & SweepStore, _ time: ManualTime) async throws
      -> Void
  ) {
    self.description = description
    self.run = run
  }
}

extension JobStoreConformance {
  /// The suite that every `SweepStore` runs.
  package static let sweepChecks: [SweepCheck] = [
    SweepCheck("a new sweep is there with all its jobs, queued in their order") { store, time in
      let new = Sample.sweep(1, jobs: 1...3, owner: "ada")
      guard case .created(let created) = try await store.create(new) else {
        throw ConformanceFailure(description: "the sweep is not new to the store")
      }
      var counts = Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0, 0) })
      counts[.queued] = 3
      try expectEqual(
        created,
        Sweep(
          id: new.id, owner: "ada", summary: new.summary, createdAt: time.now, counts: counts,
          revision: 3))
      try expectEqual(try await store.sweep(new.id), created)
      try expectEqual(
        try await store.content(of: new.id),
        SweepContent(
          sweep: created, table: new.table,
          members: (1...3).map {
            SweepMember(position: $0 - 1, job: Sample.id($0), state: .queued, result: nil)
          }))
      let claimed = try await store.claim(worker: Sample.worker, limit: 9, lease: Sample.lease)
      try expectEqual(claimed.map(\.job.id), [1, 2, 3].map(Sample.id))
      try expectEqual(claimed.map(\.job.sweep), [new.id, new.id, new.id])
      try expectEqual(claimed.map(\.job.owner), ["ada", "ada", "ada"])
    },
    SweepCheck("a sweep's summary is replaced where it is the one that was read") { store, _ in
      let new = Sample.sweep(1, jobs: 1...2, key: "key")
      _ = try await store.create(new)
      let other = Array(#"{"name":"other"}"#.utf8)
      let before = try unwrap(try await store.sweep(new.id)).revision
      try expectEqual(
        try await store.replaceSummary(of: new.id, other, with: new.summary), .changedSince)
      try expectEqual(
        try await store.replaceSummary(of: Sample.sweepID(9), other, with: other), .notFound)
      try expectEqual(try await store.sweep(new.id)?.revision, before)
      try expectEqual(try await store.replaceSummary(of: new.id, new.summary, with: other), .done)
      let renamed = try unwrap(try await store.sweep(new.id))
      try expectEqual(renamed.summary, other)
      try expectEqual(renamed.revision, before + 1)
      // Its key stands for the experiments.
      var again = Sample.sweep(2, jobs: 3...4, key: "key")
      again.digest = new.digest
      guard case .existing(let known) = try await store.create(again) else {
        throw ConformanceFailure(description: "the second call made a second sweep")
      }
      try expectEqual(known.id, new.id)
    },
    SweepCheck("an unknown sweep is nobody's") { store, _ in
      let id = Sample.sweepID(9)
      try expectEqual(try await store.sweep(id), nil)
      try expectEqual(try await store.content(of: id), nil)
      try expectEqual(try await store.requestCancel(id), nil)
      try expectEqual(try await store.delete(id), .notFound)
    },
    SweepCheck("a sweep is taken whole or not at all") { store, _ in
      // Taken: a sweep's jobs come with it or not at all, so that one there before is another's.
      _ = try await store.create(Sample.job(3))
      try await expectError(.duplicateID(Sample.id(3))) {
        _ = try await store.create(Sample.sweep(1, jobs: 1...4))
      }
      try expectEqual(try await store.sweep(Sample.sweepID(1)), nil)
      try expectEqual(try await store.counts()[.queued], 1)
      _ = try await store.create(Sample.sweep(1, jobs: [1, 2, 4]))
      try expectEqual(try await store.counts()[.queued], 4)
    },
    SweepCheck("a sweep that comes again is the same one") { store, _ in
      var new = Sample.sweep(1, jobs: 1...3, owner: "ada", key: "key")
      new.quota = JobQuota(queued: 3, cost: 1)
      _ = try await store.create(new)
      _ = try await store.claimOne()
      let stands = try await store.sweep(new.id)
      guard case .created(let again) = try await store.create(new) else {
        throw ConformanceFailure(description: "the second call is told of another's sweep")
      }
      try expectEqual(again, stands)
      try expectEqual(try await store.counts()[.queued], 2)
      try expectEqual(try await store.counts()[.running], 1)
    },
    SweepCheck("a quota bounds a sweep's jobs together") { store, _ in
      func sweep(_ number: Int, _ jobs: ClosedRange<Int>) -> NewSweep {
        var sweep = Sample.sweep(number, jobs: jobs)
        for index in sweep.jobs.indices { sweep.jobs[index].cost = 2 }
        sweep.quota = JobQuota(queued: 4, cost: 7)
        return sweep
      }
      try await expectError(.quotaExceeded(.queued)) { _ = try await store.create(sweep(1, 1...5)) }
      try await expectError(.quotaExceeded(.cost)) { _ = try await store.create(sweep(1, 1...4)) }
      try expectEqual(try await store.counts()[.queued], 0)
      _ = try await store.create(sweep(1, 1...3))
      try await expectError(.quotaExceeded(.queued)) { _ = try await store.create(sweep(2, 4...5)) }
    },
    SweepCheck("an idempotency key is one sweep's, and no job's") { store, _ in
      _ = try await store.create(Sample.job(9, idempotencyKey: "key"))
      _ = try await store.create(Sample.sweep(1, jobs: 1...2, key: "key", digest: "same"))
      var same = Sample.sweep(2, jobs: 3...4, key: "key", digest: "same")
      same.summary = Sample.sweep(1, jobs: 1...2).summary
      let again = try await store.create(same)
      guard case .existing(let earlier) = again else {
        throw ConformanceFailure(description: "the second call made a second sweep")
      }
      try expectEqual(earlier.id, Sample.sweepID(1))
      try await expectError(.sweepConflict(existing: Sample.sweepID(1))) {
        _ = try await store.create(Sample.sweep(3, jobs: 5...6, key: "key", digest: "other"))
      }
      var renamed = Sample.sweep(4, jobs: 7...8, key: "key", digest: "same")
      renamed.summary = Array("{}".utf8)
      try await expectError(.sweepConflict(existing: Sample.sweepID(1))) { [renamed] in
        _ = try await store.create(renamed)
      }
      try expectEqual(try await store.counts()[.queued], 3)
    },
    SweepCheck("specs told by their differences come back whole") { store, _ in
      let base = Array(#"{"architecture":[2,2,1],"seed":1,"training":{"steps":100}}"#.utf8)
      var sweep = Sample.sweep(1, jobs: 1...40)
      let specs = (1...40).map { number in
        Array(
          #"{"architecture":[2,2,1],"seed":\#(number * number),"training":{"steps":\#(number)}}"#
            .utf8)
      }
      sweep.base = base
      for index in specs.indices {
        sweep.jobs[index].spec = SpecDifference.of(specs[index], from: base)
      }
      _ = try await store.create(sweep)
      _ = try await store.create(Sample.job(50))
      for number in 1...40 {
        try expectEqual(try await store.job(Sample.id(number))?.spec, specs[number - 1])
      }
      let claims = try await store.claim(worker: Sample.worker, limit: 50, lease: Sample.lease)
      try expectEqual(claims.prefix(40).map(\.job.spec), specs)
      try expectEqual(claims.last?.job.spec, Sample.job(50).spec)
      let page = try await store.jobs(
        matching: JobFilter(sweep: Sample.sweepID(1)), after: nil, limit: 50)
      try expectEqual(page.items.map(\.spec), specs.reversed())
    },
    SweepCheck("a sweep follows its jobs, each visible change in its revision") { store, _ in
      let id = Sample.sweepID(1)
      _ = try await store.create(Sample.sweep(1, jobs: 1...2))
      _ = try await store.create(Sample.job(3))
      var seen = [try unwrap(try await store.sweep(id)).revision]
      func step(_ counts: [JobState: Int]) async throws {
        let sweep = try unwrap(try await store.sweep(id))
        try expectEqual(sweep.counts.filter { $0.value > 0 }, counts)
        try expect(sweep.revision > seen.last ?? 0, "a change that the revision does not show")
        seen.append(sweep.revision)
      }
      let claim = try await store.claimOne()
      try await step([.queued: 1, .running: 1])
      _ = try await store.renew([claim.lease(step: 7)], lease: Sample.lease)
      try await step([.queued: 1, .running: 1])
      let result = Array(#"{"digest":"d"}"#.utf8)
      try await store.markSucceeded(claim.lease(step: 100), result: result, artifacts: [:])
      try await step([.queued: 1, .succeeded: 1])
      let second = try await store.claimOne()
      try await store.markFailed(second.lease(step: 1), error: JobError(code: "c", message: "m"))
      try await step([.succeeded: 1, .failed: 1])
      let content = try unwrap(try await store.content(of: id))
      try expectEqual(content.members.map(\.state), [.succeeded, .failed])
      try expectEqual(content.members.map(\.result), [result, nil])
      try expect(content.sweep.isFinished, "all jobs have ended")
    },
    SweepCheck("cancelling reaches every job that has not ended, and no other") { store, _ in
      let id = Sample.sweepID(1)
      _ = try await store.create(Sample.sweep(1, jobs: 1...4))
      _ = try await store.create(Sample.job(5))
      let done = try await store.claimOne()
      try await store.markSucceeded(
        done.lease(step: 100), result: Array("{}".utf8), artifacts: [:])
      let running = try await store.claimOne()
      let first = try unwrap(try await store.requestCancel(id))
      try expectEqual(Set(first.cancelled), [Sample.id(3), Sample.id(4)])
      try expectEqual(first.requested, [Sample.id(2)])
      let revision = try await store.sweep(id)?.revision
      try expectEqual(
        try await store.requestCancel(id),
        SweepCancellation(cancelled: [], requested: [Sample.id(2)]))
      try expectEqual(try await store.sweep(id)?.revision, revision)
      let answer = try await store.renew([running.lease(step: 1)], lease: Sample.lease)
      try expectEqual(answer[Sample.id(2)], .cancelRequested)
      try await store.markCancelled(running.lease(step: 1))
      try expectEqual(
        try await store.requestCancel(id), SweepCancellation(cancelled: [], requested: []))
      try expectEqual(
        try await store.sweep(id)?.counts.filter { $0.value > 0 }, [.succeeded: 1, .cancelled: 3])
      try expectEqual(try await store.job(Sample.id(5))?.state, .queued)
    },
    SweepCheck("deleting takes the jobs along once all have ended") { store, _ in
      let id = Sample.sweepID(1)
      _ = try await store.create(Sample.sweep(1, jobs: 1...3, key: "key", digest: "same"))
      let claim = try await store.claimOne()
      try expectEqual(try await store.delete(id), .notFinished(3))
      try await store.markSucceeded(
        claim.lease(step: 100), result: Array("{}".utf8), artifacts: ["record": [1]])
      try expectEqual(try await store.delete(id), .notFinished(2))
      _ = try await store.create(Sample.job(4))
      _ = try await store.requestCancel(id)
      guard case .deleted(let jobs) = try await store.delete(id) else {
        throw ConformanceFailure(description: "the sweep is not deleted")
      }
      try expectEqual(Set(jobs), Set([1, 2, 3].map(Sample.id)))
      try expectEqual(try await store.sweep(id), nil)
      for job in jobs { try expectEqual(try await store.job(job), nil) }
      try expectEqual(try await store.artifact("record", of: Sample.id(1)), nil)
      try expectEqual(try await store.job(Sample.id(4))?.state, .queued)
      // The key is free again.
      let again = try await store.create(Sample.sweep(2, jobs: 5...5, key: "key", digest: "other"))
      try expectEqual(again.sweep.id, Sample.sweepID(2))
    },
    SweepCheck("a job that is deleted leaves its sweep, and the others keep their places") {
      store, _ in
      let id = Sample.sweepID(1)
      _ = try await store.create(Sample.sweep(1, jobs: 1...3))
      _ = try await store.requestCancel(Sample.id(2))
      try expectEqual(try await store.delete(Sample.id(2)), .deleted)
      let content = try unwrap(try await store.content(of: id))
      try expectEqual(content.sweep.total, 2)
      try expectEqual(content.members.map(\.position), [0, 2])
    },
    SweepCheck("lists show the owner's sweeps in pages, newest first") { store, _ in
      for number in 1...5 {
        let owner = number == 3 ? "bob" : "ada"
        _ = try await store.create(
          Sample.sweep(number, jobs: number...number, owner: owner))
      }
      let first = try await store.sweeps(of: "ada", after: nil, limit: 3)
      try expectEqual(first.items.map(\.id), [5, 4, 2].map(Sample.sweepID))
      let cursor = try unwrap(first.next)
      _ = try await store.create(Sample.sweep(6, jobs: 6...6, owner: "ada"))
      let second = try await store.sweeps(of: "ada", after: cursor, limit: 3)
      try expectEqual(second.items.map(\.id), [Sample.sweepID(1)])
      try expectEqual(second.next, nil)
      try expectEqual(try await store.sweeps(of: nil, after: nil, limit: 9).items.count, 6)
      try expectEqual(try await store.sweeps(of: "eve", after: nil, limit: 9).items.count, 0)
    },
    SweepCheck("lists of jobs can be one sweep's") { store, _ in
      _ = try await store.create(Sample.job(1))
      _ = try await store.create(Sample.sweep(1, jobs: 2...3))
      _ = try await store.create(Sample.sweep(2, jobs: 4...4))
      let page = try await store.jobs(
        matching: JobFilter(sweep: Sample.sweepID(1)), after: nil, limit: 9)
      try expectEqual(page.items.map(\.id), [Sample.id(3), Sample.id(2)])
      let none = try await store.jobs(
        matching: JobFilter(sweep: Sample.sweepID(3)), after: nil, limit: 9)
      try expect(none.items.isEmpty, "jobs of a sweep that there is not")
      try expectEqual(try await store.job(Sample.id(1))?.sweep, nil)
    },
  ]
}

extension Sample {
  /// A sweep's id; equal numbers give equal ids.
  package static func sweepID(_ number: Int) -> SweepID {
    SweepID.make(now: ManualTime.start) { UInt64(number) }
  }

  /// A sweep of sample jobs; its texts come from its number.
  package static func sweep(
    _ number: Int, jobs: some Sequence<Int>, owner: String = JobOwner.local, key: String? = nil,
    digest: String? = nil
  ) -> NewSweep {
    NewSweep(
      id: sweepID(number), owner: owner, summary: Array(#"{"number":\#(number)}"#.utf8),
      table: Array(String(repeating: "row \(number);", count: 200).utf8),
      digest: digest ?? "digest-\(number)", idempotencyKey: key,
      jobs: jobs.map { job in
        var sample = Sample.job(job)
        sample.owner = owner
        return sample
      })
  }
}
