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
      let answer = try await store.revisions(of: ids, following: .none, limit: 10)
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
        let answer = try await store.revisions(of: [claim.job.id], following: .none, limit: 1)
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
    ConformanceCheck("since a look all are told that run, came or ended") { store, time in
      try await store.createSamples(1...3)
      let first = try await store.claimOne()
      let second = try await store.claimOne()
      func told(
        _ following: JobRevisions.Following, _ ids: [JobID] = []
      ) async throws -> JobRevisions {
        // Moments apart: a store may tell again what came at the moment of its mark.
        time.advance(by: .seconds(1))
        let answer = try await store.revisions(of: ids, following: following, limit: 9)
        time.advance(by: .seconds(1))
        return answer
      }
      let beginning = try await told(.beginning)
      try expectEqual(Set(beginning.standings.keys), [first.job.id, second.job.id])
      let nothing = try await told(.after(beginning.mark))
      try expectEqual(Set(nothing.standings.keys), [first.job.id, second.job.id])
      try await store.markFailed(second.lease(step: 1), error: JobError(code: "c", message: "m"))
      _ = try await store.create(Sample.job(4))
      let both = try await told(.after(nothing.mark))
      try expectEqual(
        Set(both.standings.keys), [first.job.id, second.job.id, Sample.id(4)])
      try expectEqual(both.standings[second.job.id]?.state, .failed)
      try expectEqual(both.standings[Sample.id(4)]?.state, .queued)
      // A mark stays what it is, and the next one has left behind what was told.
      let again = try await told(.after(nothing.mark))
      try expectEqual(again.standings, both.standings)
      _ = try await store.requestCancel(Sample.id(4))
      let later = try await told(.after(both.mark), [Sample.id(3)])
      try expectEqual(
        Set(later.standings.keys), [first.job.id, Sample.id(3), Sample.id(4)])
      try expectEqual(later.standings[Sample.id(4)]?.state, .cancelled)
      for answer in [beginning, both, later] {
        try expect(answer.settledUntil.map { $0 <= answer.asOf } ?? true, "\(answer)")
      }
    },
    ConformanceCheck("more than are asked for are not told, and that is said") { store, time in
      let beginning = try await store.revisions(of: [], following: .beginning, limit: 3)
      try await store.createSamples(1...4)
      let claim = try await store.claimOne()
      func told(limit: Int) async throws -> JobRevisions {
        try await store.revisions(
          of: [Sample.id(3)], following: .after(beginning.mark), limit: limit)
      }
      let whole = try await told(limit: 4)
      try expect(!whole.isCut && whole.standings.count == 4, "\(whole)")
      // Past the moment of the changes: a store may tell again what came at that of its mark.
      time.advance(by: .seconds(1))
      let cut = try await told(limit: 2)
      try expect(cut.isCut, "\(cut)")
      try expectEqual(Set(cut.standings.keys), [claim.job.id, Sample.id(3)])
      let next = try await store.revisions(of: [], following: .after(cut.mark), limit: 2)
      try expect(!next.isCut, "\(next)")
    },
  ]
}
