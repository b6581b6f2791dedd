import Jobs

extension JobStoreConformance {
  /// Who pays for a lost worker, and what trains beside what.
  static let suspectChecks: [ConformanceCheck] = [
    ConformanceCheck("what a process runs together is held against none of it") { store, time in
      _ = try await store.create((1...2).map { Sample.job($0, batchKey: "\($0)") })
      for _ in 0...JobLimits.losses {
        let slots = [0, 1].map { WorkerID(rawValue: "process/\($0)") }
        // As a process that does not know of suspects would claim them.
        for slot in slots { _ = try await store.claimOne(slot) }
        let taken = try await store.loseAllWorkers(time)
        try expectEqual(taken, Requeueing(queued: [1, 2].map(Sample.id)))
      }
    },
    ConformanceCheck("company that left before the end counts as company") { store, time in
      _ = try await store.create((1...2).map { Sample.job($0, batchKey: "\($0)") })
      _ = try await store.claimOne(WorkerID(rawValue: "process/0"))
      let guest = try await store.claimOne(WorkerID(rawValue: "process/1"))
      try await store.markSucceeded(guest.lease(step: 1), result: [], artifacts: [:])
      time.advance(by: Sample.lease)
      _ = try await store.requeueExpired()
      let again = try await store.claimOne()
      try expectEqual(again.demand.suspicion, JobSuspicion(count: 1, step: 0))
      for loss in 1...JobLimits.losses {
        time.advance(by: Sample.lease)
        let taken = try await store.requeueExpired()
        let isLast = loss == JobLimits.losses
        try expectEqual(isLast ? taken.failed : taken.queued, [Sample.id(1)])
        if !isLast { _ = try await store.claimOne() }
      }
    },
    ConformanceCheck("processes do not know each other's jobs") { store, time in
      _ = try await store.create((1...2).map { Sample.job($0, batchKey: "\($0)") })
      _ = try await store.claimOne(WorkerID(rawValue: "one/0"))
      _ = try await store.claimOne(WorkerID(rawValue: "two/0"))
      _ = try await store.loseAllWorkers(time)
      for number in 1...2 {
        let claim = try await store.claimOne(WorkerID(rawValue: "one/0"))
        try expectEqual(claim.job.id, Sample.id(number))
        try await store.markSucceeded(claim.lease(step: 1), result: [], artifacts: [:])
      }
    },
    ConformanceCheck("a suspect goes to a process that has nothing else to do") { store, time in
      _ = try await store.create((1...2).map { Sample.job($0) })
      let batch = try await store.claim(worker: Sample.worker, limit: 2, lease: Sample.lease)
      _ = try await store.renew(batch.map { $0.lease(step: 40) }, lease: Sample.lease)
      _ = try await store.loseAllWorkers(time)
      _ = try await store.create(Sample.job(3, batchKey: "3", cost: 5))
      let busy = ClaimRequest(
        worker: Sample.worker, limit: 4, lease: Sample.lease, isAlone: false)
      let none = try await store.claim(busy)
      try expectEqual(none.claims.map(\.job.id), [])
      try expectEqual(none.waiting, Sample.id(1))
      let idle = try await store.claim(
        ClaimRequest(worker: Sample.worker, limit: 4, lease: Sample.lease))
      try expectEqual(idle.claims.map(\.job.id), [Sample.id(1)])
      try expectEqual(idle.claims.map(\.demand.suspicion), [JobSuspicion(count: 1, step: 40)])
      try expectEqual(idle.waiting, nil)
    },
    ConformanceCheck("a job that does not fit is overtaken by cheap ones alone") { store, _ in
      _ = try await store.create([
        Sample.job(1, batchKey: "1", memory: 600), Sample.job(2, batchKey: "2", cost: 9),
        Sample.job(3, batchKey: "3", cost: 3, memory: 500),
        Sample.job(4, batchKey: "4", cost: 3, memory: 400),
        Sample.job(5, batchKey: "4", cost: 3), Sample.job(6, batchKey: "4", cost: 9),
      ])
      var request = ClaimRequest(
        worker: Sample.worker, limit: 8, lease: Sample.lease, isAlone: false, memory: 400,
        overtaking: 3)
      let answer = try await store.claim(request)
      try expectEqual(answer.waiting, Sample.id(1))
      try expectEqual(answer.claims.map(\.job.id), [4, 5].map(Sample.id))
      request.overtaking = 0
      let strict = try await store.claim(request)
      try expectEqual(strict.waiting, Sample.id(1))
      try expectEqual(strict.claims.map(\.job.id), [])
      request.memory = 600
      let fitting = try await store.claim(request)
      try expectEqual(fitting.waiting, nil)
      try expectEqual(fitting.claims.map(\.job.id), [Sample.id(1)])
    },
    ConformanceCheck("companions are taken as far as the memory goes") { store, _ in
      _ = try await store.create((1...5).map { Sample.job($0, memory: 100, shared: 70) })
      let answer = try await store.claim(
        ClaimRequest(
          worker: Sample.worker, limit: 5, lease: Sample.lease, isAlone: false, memory: 165))
      try expectEqual(answer.claims.map(\.job.id), [1, 2, 3].map(Sample.id))
      try expectEqual(answer.claims[0].demand.memory, JobMemory(alone: 100, shared: 70))
    },
    ConformanceCheck("an idle process gets what needs more than it has") { store, _ in
      _ = try await store.create(Sample.job(1, memory: 500))
      let answer = try await store.claim(
        ClaimRequest(worker: Sample.worker, limit: 4, lease: Sample.lease, memory: 100))
      try expectEqual(answer.claims.map(\.job.id), [Sample.id(1)])
    },
    ConformanceCheck("a process takes nothing back that it holds") { store, time in
      _ = try await store.create((1...3).map { Sample.job($0, batchKey: "\($0)") })
      let held = try await store.claimOne(WorkerID(rawValue: "own/0"))
      let forgotten = try await store.claimOne(WorkerID(rawValue: "own/1"))
      let foreign = try await store.claimOne(WorkerID(rawValue: "other/0"))
      time.advance(by: Sample.lease * 2)
      let taken = try await store.requeueExpired(by: "own", holding: [held.job.id])
      try expectEqual(taken, Requeueing(queued: [forgotten.job.id, foreign.job.id]))
      // Past, and still under its token.
      let answer = try await store.renew([held.lease(step: 1)], lease: Sample.lease)
      try expectEqual(answer, [held.job.id: .renewed])
      try expectEqual(try await store.requeueExpired(), Requeueing())
      // What the living process lost sight of is no loss of a worker.
      let again = try await store.claimOne(WorkerID(rawValue: "own/1"))
      try expectEqual(again.job.id, forgotten.job.id)
      try expectEqual(again.demand.suspicion, nil)
    },
    ConformanceCheck("a time limit comes with the claim") { store, _ in
      var job = Sample.job(1)
      job.maxSeconds = 30
      _ = try await store.create(job)
      try expectEqual(try await store.claimOne().demand.maxSeconds, 30)
    },
  ]
}
