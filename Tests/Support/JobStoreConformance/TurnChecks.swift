import Jobs

extension JobStoreConformance {
  /// Whose turn it is: shares between owners.
  static let turnChecks: [ConformanceCheck] = [
    ConformanceCheck("the job is known that has waited longest, whosever turn it is") {
      store, time in
      try expectEqual(try await store.load(), QueueLoad())
      // Begins before all others, at a higher rank than later ones.
      _ = try await store.create(Sample.job(1, of: "ada", cost: 1e15))
      let first = try unwrap(try await store.job(Sample.id(1))).createdAt
      time.advance(by: .seconds(5))
      _ = try await store.create(Sample.job(2, of: "ada", batchKey: "2", cost: 1e15))
      time.advance(by: .seconds(5))
      _ = try await store.create(Sample.job(3, of: "bob", batchKey: "3"))
      try expectEqual(try await store.load().oldestQueued, first)
      let claim = try await store.claimOne()
      try expectEqual(claim.job.id, Sample.id(1))
      try expectEqual(try await store.load().oldestQueued, first + .seconds(5))
      // What goes back has waited since it was handed in.
      try await store.release(claim.lease(step: 0))
      try expectEqual(try await store.load().oldestQueued, first)
      for number in 1...3 { _ = try await store.requestCancel(Sample.id(number)) }
      try expectEqual(try await store.load(), QueueLoad())
    },
    ConformanceCheck("what waits and runs is known, whoever runs it") { store, time in
      try await store.createSamples(1...5)
      let first = try await store.claimOne(WorkerID(rawValue: "one/0"))
      let second = try await store.claimOne(WorkerID(rawValue: "two/0"))
      let created = ManualTime.start
      try expectEqual(
        try await store.load(), QueueLoad(queued: 3, running: 2, oldestQueued: created))
      try await store.markSucceeded(first.lease(step: 1), result: [], artifacts: [:])
      try await store.release(second.lease(step: 1))
      try expectEqual(
        try await store.load(), QueueLoad(queued: 4, running: 0, oldestQueued: created))
      _ = try await store.claimOne()
      _ = try await store.loseAllWorkers(time)
      _ = try await store.requestCancel(Sample.id(5))
      try expectEqual(
        try await store.load(), QueueLoad(queued: 3, running: 0, oldestQueued: created))
    },
    ConformanceCheck("another owner's job waits for no backlog") { store, _ in
      _ = try await store.create((1...1000).map { Sample.job($0, of: "ada", batchKey: "\($0)") })
      for _ in 1...5 { _ = try await store.claimOne() }
      _ = try await store.create(Sample.job(2000, of: "bob"))
      var claimed: [JobID] = []
      for _ in 1...2 { claimed.append(try await store.claimOne().job.id) }
      try expect(claimed.contains(Sample.id(2000)), "the job waits behind the backlog: \(claimed)")
    },
    ConformanceCheck("owners take turns, and each one's jobs keep their order") { store, _ in
      _ = try await store.create((1...6).map { Sample.job($0, of: "ada", batchKey: "\($0)") })
      _ = try await store.create((11...13).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      var claimed: [JobID] = []
      for _ in 1...9 { claimed.append(try await store.claimOne().job.id) }
      try expectEqual(claimed, [1, 11, 2, 12, 3, 13, 4, 5, 6].map(Sample.id))
    },
    ConformanceCheck("shares are of cost, not of jobs") { store, _ in
      _ = try await store.create(
        (1...3).map { Sample.job($0, of: "ada", batchKey: "\($0)", cost: 1e12) })
      _ = try await store.create(
        (11...16).map { Sample.job($0, of: "bob", batchKey: "\($0)", cost: 4e11) })
      var claimed: [JobID] = []
      for _ in 1...9 { claimed.append(try await store.claimOne().job.id) }
      // After ada's first job bob has three, then two before ada's third.
      try expectEqual(claimed, [1, 11, 12, 13, 2, 14, 15, 3, 16].map(Sample.id))
    },
    ConformanceCheck("what an owner cancels is not counted") { store, _ in
      _ = try await store.create(Sample.job(1, of: "ada", batchKey: "1"))
      _ = try await store.create(Sample.job(2, of: "ada", batchKey: "2", cost: 1e15))
      _ = try await store.requestCancel(Sample.id(2))
      _ = try await store.create((11...20).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      _ = try await store.create(Sample.job(3, of: "ada", batchKey: "3"))
      var claimed: [JobID] = []
      for _ in 1...5 { claimed.append(try await store.claimOne().job.id) }
      try expect(claimed.contains(Sample.id(3)), "the cancelled job was counted: \(claimed)")
    },
    ConformanceCheck("who hands in one job at a time waits for turns too") { store, _ in
      _ = try await store.create((1...30).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      _ = try await store.create(Sample.job(101, of: "ada", batchKey: "101", cost: 9e7))
      var claim = try await store.claimOne()
      while claim.job.id != Sample.id(101) { claim = try await store.claimOne() }
      try await store.markSucceeded(claim.lease(step: 1), result: [], artifacts: [:])
      // It took ten turns.
      _ = try await store.create(Sample.job(102, of: "ada", batchKey: "102"))
      var claimed: [JobID] = []
      for _ in 1...14 { claimed.append(try await store.claimOne().job.id) }
      try expect(!claimed.prefix(8).contains(Sample.id(102)), "it waits for no turn: \(claimed)")
      try expect(claimed.contains(Sample.id(102)), "it waits too long: \(claimed)")
    },
    ConformanceCheck("an empty queue forgets what owners had") { store, _ in
      _ = try await store.create(Sample.job(1, of: "ada", batchKey: "1", cost: 1e15))
      let claim = try await store.claimOne()
      try await store.markSucceeded(claim.lease(step: 1), result: [], artifacts: [:])
      _ = try await store.create((2...3).map { Sample.job($0, of: "ada", batchKey: "\($0)") })
      _ = try await store.create((11...12).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      var claimed: [JobID] = []
      for _ in 1...4 { claimed.append(try await store.claimOne().job.id) }
      try expectEqual(claimed, [2, 11, 3, 12].map(Sample.id))
    },
    ConformanceCheck("companions fill a batch and are counted to their owner") { store, _ in
      _ = try await store.create((1...8).map { Sample.job($0, of: "ada") })
      _ = try await store.create((11...14).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      let first = try await store.claim(worker: Sample.worker, limit: 4, lease: Sample.lease)
      try expectEqual(first.map(\.job.id), [1, 2, 3, 4].map(Sample.id))
      var claimed: [JobID] = []
      for _ in 1...5 { claimed.append(try await store.claimOne().job.id) }
      try expectEqual(claimed, [11, 12, 13, 14, 5].map(Sample.id))
    },
    ConformanceCheck("a job that goes back keeps its turn") { store, time in
      _ = try await store.create((1...3).map { Sample.job($0, of: "ada", batchKey: "\($0)") })
      _ = try await store.create((11...12).map { Sample.job($0, of: "bob", batchKey: "\($0)") })
      let claim = try await store.claimOne()
      try expectEqual(try await store.release(claim.lease(step: 1)), .queued)
      try expectEqual(try await store.claimOne().job.id, Sample.id(1))
      try expectEqual(try await store.claimOne().job.id, Sample.id(11))
    },
  ]
}
