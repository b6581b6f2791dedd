import Jobs

extension JobStoreConformance {
  static let revisionChecks: [ConformanceCheck] = [
    ConformanceCheck("where jobs stand is told as the jobs themselves tell it") { store, time in
      try await store.createSamples(1...5)
      let claim = try await store.claimOne()
      _ = try await store.renew([claim.lease(step: 7)], lease: Sample.lease)
      _ = try await store.requestCancel(claim.job.id)
      _ = try await store.requestCancel(Sample.id(2))
      _ = try await store.rename(
        Sample.id(3), of: nil, NamePatch(name: .some("new")), ifRevision: nil, mostLabels: 9)
      let ids = [1, 2, 3, 9].map(Sample.id)
      let answer = try await store.revisions(of: ids, since: nil, limit: 10)
      try expectEqual(answer.asOf, time.now)
      try expectEqual(Set(answer.standings.keys), Set([1, 2, 3].map(Sample.id)))
      for (id, standing) in answer.standings {
        let job = try unwrap(try await store.job(id))
        try expectEqual(standing.revision, job.revision)
        try expectEqual(standing.state, job.state)
      }
      try expect(!answer.isCut, "nothing was left out")
    },
    ConformanceCheck("a revision moves with each change that others can see") { store, _ in
      let claim = try await store.claimedSample()
      func standing() async throws -> JobRevisions.Standing {
        let answer = try await store.revisions(of: [claim.job.id], since: nil, limit: 1)
        return try unwrap(answer.standings[claim.job.id])
      }
      var last = try await standing()
      try expectEqual(last.state, .running)
      let changes: [() async throws -> Void] = [
        { _ = try await store.renew([claim.lease(step: 3)], lease: Sample.lease) },
        { _ = try await store.requestCancel(claim.job.id) },
        { try await store.markCancelled(claim.lease(step: 4)) },
      ]
      for change in changes {
        try await change()
        let next = try await standing()
        try expect(next.revision > last.revision, "\(last) is followed by \(next)")
        last = next
      }
      try expectEqual(last.state, .cancelled)
    },
    ConformanceCheck("since a moment all are told that run, came or ended") { store, time in
      try await store.createSamples(1...3)
      let first = try await store.claimOne()
      let second = try await store.claimOne()
      func told(_ moment: Timestamp, _ ids: [JobID] = [], limit: Int = 9) async throws
        -> JobRevisions
      { try await store.revisions(of: ids, since: moment, limit: limit) }
      try expectEqual(
        Set(try await told(time.now).standings.keys), Set([1, 2, 3].map(Sample.id)))
      time.advance(by: .seconds(5))
      try expectEqual(
        Set(try await told(time.now).standings.keys), [first.job.id, second.job.id])
      try await store.markFailed(second.lease(step: 1), error: JobError(code: "c", message: "m"))
      let ended = time.now
      time.advance(by: .seconds(5))
      _ = try await store.create(Sample.job(4))
      let both = try await told(ended)
      try expectEqual(
        Set(both.standings.keys), [first.job.id, second.job.id, Sample.id(4)])
      try expectEqual(both.standings[second.job.id]?.state, .failed)
      try expectEqual(
        Set(try await told(time.now, [Sample.id(3)]).standings.keys),
        [first.job.id, Sample.id(3), Sample.id(4)])
      // A moment that never comes: those that run.
      try expectEqual(
        Set(try await told(Timestamp(milliseconds: .max)).standings.keys), [first.job.id])
    },
    ConformanceCheck("more than are asked for are not told, and that is said") { store, time in
      try await store.createSamples(1...4)
      let claim = try await store.claimOne()
      let whole = try await store.revisions(of: [], since: time.now, limit: 3)
      try expect(!whole.isCut && whole.standings.count == 4, "\(whole)")
      let cut = try await store.revisions(of: [Sample.id(3)], since: time.now, limit: 2)
      try expect(cut.isCut, "\(cut)")
      try expectEqual(Set(cut.standings.keys), [claim.job.id, Sample.id(3)])
    },
  ]
}
