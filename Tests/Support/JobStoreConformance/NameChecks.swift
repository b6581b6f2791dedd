import Jobs

extension JobStoreConformance {
  static let nameChecks: [ConformanceCheck] = [
    ConformanceCheck("a job gets another name and other labels, and lists find it by them") {
      store, _ in
      var job = Sample.job(1)
      (job.name, job.labels, job.owner) = ("old", ["team": "a", "kept": "yes"], "ada")
      _ = try await store.create(job)
      _ = try await store.create(Sample.job(2))
      let patch = NamePatch(name: .some("new"), labels: ["team": nil, "run": "7"])
      try expectEqual(
        try await store.rename(job.id, of: "ada", patch, ifRevision: nil, mostLabels: 9), .done)
      let renamed = try unwrap(try await store.job(job.id))
      try expectEqual(renamed.name, "new")
      try expectEqual(renamed.labels, ["kept": "yes", "run": "7"])
      try expectEqual(renamed.revision, 2)
      for (filter, count) in [
        (JobFilter(labels: ["run": "7"]), 1), (JobFilter(labels: ["team": "a"]), 0),
        (JobFilter(name: "new"), 1), (JobFilter(name: "old"), 0),
      ] {
        let page = try await store.jobs(matching: filter, after: nil, limit: 9)
        try expectEqual(page.items.count, count)
      }
      // All labels go, the name stays.
      let clearing = NamePatch(replacesLabels: true)
      try expectEqual(
        try await store.rename(job.id, of: nil, clearing, ifRevision: 2, mostLabels: 9), .done)
      let bare = try unwrap(try await store.job(job.id))
      try expectEqual(bare.labels, [:])
      try expectEqual(bare.name, "new")
      try expectEqual(try await store.job(Sample.id(2))?.revision, 1)
    },
    ConformanceCheck("jobs that changed their state since a moment are told, in their order") {
      store, time in
      for (number, owner) in [(1, "ada"), (2, "ada"), (3, "bob")] {
        var job = Sample.job(number)
        job.owner = owner
        _ = try await store.create(job)
      }
      func changes(_ since: Timestamp, _ owner: String?, _ limit: Int = 9) async throws -> [JobID] {
        try await store.changes(since: since, of: owner, limit: limit)
      }
      let created = time.now
      try expectEqual(try await changes(created, nil), [1, 2, 3].map(Sample.id))
      try expectEqual(try await changes(created, nil, 2), [1, 2].map(Sample.id))
      try expectEqual(try await changes(created, "bob"), [Sample.id(3)])
      time.advance(by: .seconds(5))
      let later = time.now
      try expectEqual(try await changes(later, nil), [])
      let claim = try await store.claimOne()
      try expectEqual(try await changes(later, nil), [claim.job.id])
      time.advance(by: .seconds(5))
      try expectEqual(try await changes(time.now, nil), [])
      // What went back to the queue has no moment of its own.
      try await store.release(claim.lease(step: 0))
      try expectEqual(try await changes(time.now, nil), [claim.job.id])
      _ = try await store.requestCancel(Sample.id(2))
      try expectEqual(
        Set(try await changes(time.now, "ada")), Set([claim.job.id, Sample.id(2)]))
    },
    ConformanceCheck("what changes nothing is no change") { store, _ in
      _ = try await store.create(Sample.job(1))
      let patch = NamePatch(labels: ["absent": nil])
      try expectEqual(
        try await store.rename(Sample.id(1), of: nil, patch, ifRevision: 1, mostLabels: 9), .done)
      try expectEqual(try await store.job(Sample.id(1))?.revision, 1)
    },
    ConformanceCheck("a name is given to nothing else than what was meant") { store, _ in
      var job = Sample.job(1)
      job.owner = "ada"
      _ = try await store.create(job)
      let patch = NamePatch(name: .some("taken"), labels: ["a": "1", "b": "2"])
      for (id, owner, revision, most, expected) in [
        (job.id, "bob", nil, 9, Renaming.notFound), (Sample.id(9), nil, nil, 9, .notFound),
        (job.id, "ada", 2, 9, .changedSince), (job.id, "ada", 1, 1, .tooManyLabels(2)),
      ] as [(JobID, String?, Int?, Int, Renaming)] {
        try expectEqual(
          try await store.rename(id, of: owner, patch, ifRevision: revision, mostLabels: most),
          expected)
      }
      let same = try unwrap(try await store.job(job.id))
      try expectEqual(same.name, nil)
      try expectEqual(same.revision, 1)
    },
    ConformanceCheck("a job is known by its key under another name too") { store, _ in
      _ = try await store.create(Sample.job(1, idempotencyKey: "key", digest: "same"))
      _ = try await store.rename(
        Sample.id(1), of: nil, NamePatch(name: .some("new")), ifRevision: nil, mostLabels: 9)
      let again = Sample.job(2, idempotencyKey: "key", digest: "same")
      guard case .existing(let job) = try await store.create(again) else {
        throw ConformanceFailure(description: "the second call made a second job")
      }
      try expectEqual(job.name, "new")
      try await expectError(.idempotencyConflict(existing: Sample.id(1))) {
        _ = try await store.create(Sample.job(3, idempotencyKey: "key", digest: "other"))
      }
    },
    ConformanceCheck("the same call again is the same job under another name too") { store, _ in
      let new = Sample.job(1, name: "old", labels: ["a": "1"])
      _ = try await store.create(new)
      _ = try await store.rename(
        new.id, of: nil, NamePatch(name: .some("new")), ifRevision: nil, mostLabels: 9)
      guard case .created(let again) = try await store.create(new) else {
        throw ConformanceFailure(description: "the second call is told of another's job")
      }
      try expectEqual(again.name, "new")
    },
  ]
}
