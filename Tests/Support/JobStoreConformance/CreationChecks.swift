import Jobs

extension JobStoreConformance {
  static let creationChecks: [ConformanceCheck] = [
    ConformanceCheck("a new job is queued and comes back as it was given") { store, time in
      var given = Sample.job(
        1, batchKey: "k", scheme: "he_normal", name: "näme", labels: ["a": "1", "ü": ""])
      given.spec = Array(String(repeating: #"{"inputs":[0,1]}"#, count: 4000).utf8)
      guard case .created(let created) = try await store.create(given) else {
        throw ConformanceFailure(description: "the job is not new to the store")
      }
      var job = try unwrap(try await store.job(given.id))
      try expectEqual(job, created)
      try expect(
        (1...given.spec.count).contains(job.storedBytes), "\(job.storedBytes) bytes stored")
      job.storedBytes = 0
      try expectEqual(
        job,
        Job(
          id: given.id, state: .queued, spec: given.spec, specDigest: "digest-1", batchKey: "k",
          scheme: "he_normal", name: "näme", labels: ["a": "1", "ü": ""], step: 0, steps: 100,
          createdAt: time.now, startedAt: nil, finishedAt: nil, attempt: 0, result: nil,
          error: nil, revision: 1, cancelRequested: false))
    },
    ConformanceCheck("an unknown id is nobody") { store, _ in
      try expectEqual(try await store.job(Sample.id(9)), nil)
      try expectEqual(try await store.artifact("record", of: Sample.id(9)), nil)
      try expectEqual(try await store.requestCancel(Sample.id(9)), .notFound)
      try expectEqual(try await store.delete(Sample.id(9)), .notFound)
    },
    ConformanceCheck("an id is given once") { store, _ in
      _ = try await store.create(Sample.job(1))
      try await expectError(.duplicateID(Sample.id(1))) {
        _ = try await store.create(Sample.job(1, digest: "other"))
      }
      try expectEqual(try await store.job(Sample.id(1))?.specDigest, "digest-1")
    },
    ConformanceCheck("an idempotency key with the same spec gives the earlier job") { store, _ in
      _ = try await store.create(Sample.job(1, idempotencyKey: "key", digest: "same"))
      _ = try await store.claimOne()
      let again = try await store.create(Sample.job(2, idempotencyKey: "key", digest: "same"))
      guard case .existing(let earlier) = again else {
        throw ConformanceFailure(description: "the second call made a second job")
      }
      try expectEqual(earlier.id, Sample.id(1))
      try expectEqual(earlier.state, .running)
      try expectEqual(try await store.job(Sample.id(2)), nil)
    },
    ConformanceCheck("an idempotency key with another spec is refused") { store, _ in
      _ = try await store.create(Sample.job(1, idempotencyKey: "key"))
      try await expectError(.idempotencyConflict(existing: Sample.id(1))) {
        _ = try await store.create(Sample.job(2, idempotencyKey: "key"))
      }
      try expectEqual(try await store.job(Sample.id(2)), nil)
    },
    ConformanceCheck("an idempotency key with another name or other labels is refused") {
      store, _ in
      func job(
        _ number: Int, name: String? = "n", labels: [String: String] = ["a": "1"]
      ) -> NewJob {
        Sample.job(
          number, name: name, labels: labels, idempotencyKey: "key", digest: "same")
      }
      _ = try await store.create(job(1))
      for other in [
        job(2, name: "m"), job(2, name: nil), job(2, labels: [:]), job(2, labels: ["a": "2"]),
        job(2, labels: ["a": "1", "b": "1"]),
      ] {
        try await expectError(.idempotencyConflict(existing: Sample.id(1))) {
          _ = try await store.create(other)
        }
      }
      try expectEqual(try await store.create(job(3)).job.id, Sample.id(1))
      try expectEqual(try await store.counts()[.queued], 1)
    },
    ConformanceCheck("concurrent creates under one key make one job") { store, _ in
      let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
        for number in 1...20 {
          group.addTask {
            let job = Sample.job(number, idempotencyKey: "key", digest: "same")
            return try await store.create(job).job.id
          }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      try expectEqual(ids.count, 1)
      try expectEqual(try await store.counts()[.queued], 1)
    },
    ConformanceCheck("jobs handed in together are taken all or none") { store, _ in
      _ = try await store.create(Sample.job(3))
      try await expectError(.duplicateID(Sample.id(3))) {
        _ = try await store.create([1, 2, 3, 4].map { Sample.job($0, digest: "other") })
      }
      try expectEqual(try await store.counts()[.queued], 1)
      let creations = try await store.create([1, 2].map { Sample.job($0) })
      try expectEqual(creations.map(\.job.id), [Sample.id(1), Sample.id(2)])
    },
    ConformanceCheck("delete removes ended jobs only, and all that belongs to them") { store, _ in
      for (number, state) in JobState.allCases.enumerated() where state != .queued {
        _ = try await store.sample(number + 1, in: state)
      }
      _ = try await store.sample(0, in: .queued)
      for (number, state) in JobState.allCases.enumerated() where state != .queued {
        let outcome = try await store.delete(Sample.id(number + 1))
        try expectEqual(outcome, state.isTerminal ? .deleted : .notFinished(state))
      }
      try expectEqual(try await store.delete(Sample.id(0)), .notFinished(.queued))
      try expectEqual(
        try await store.counts(),
        [.queued: 1, .running: 1, .succeeded: 0, .failed: 0, .cancelled: 0])
    },
    ConformanceCheck("a deleted job frees its key and takes its blobs along") { store, _ in
      _ = try await store.create(Sample.job(1, idempotencyKey: "key", digest: "same"))
      let lease = try await store.claimOne().lease(step: 1)
      try await store.markSucceeded(lease, result: [1], artifacts: ["record": [2]])
      try expectEqual(try await store.delete(Sample.id(1)), .deleted)
      try expectEqual(try await store.job(Sample.id(1)), nil)
      try expectEqual(try await store.artifact("record", of: Sample.id(1)), nil)
      let again = try await store.create(Sample.job(2, idempotencyKey: "key", digest: "same"))
      try expectEqual(again.job.id, Sample.id(2))
    },
  ]
}
