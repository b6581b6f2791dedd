import GRDB
import JobStoreConformance
import Jobs
import SQLiteStore
import Synchronization
import Testing

struct RecoveryTests {
  private static func queue(
    _ store: SQLiteJobStore, executor: @escaping JobExecutor
  ) -> JobQueue {
    JobQueue(
      store: store, workers: WorkerConfiguration(workers: 1), time: .system,
      random: { UInt64.random(in: .min ... .max) }, events: { _ in }, executor: executor)
  }

  @Test func whatWasAnsweredIsThereAfterACrash() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    for number in 1...4 { _ = try await store.create(Sample.job(number, batchKey: "\(number)")) }
    let done = try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)[0]
    try await store.markSucceeded(
      done.lease(step: 100), result: [1], artifacts: ["record": [2, 3]])
    _ = try await store.requestCancel(Sample.id(2))
    let running = try await store.claim(worker: Sample.worker, limit: 1, lease: Sample.lease)[0]
    _ = try await store.renew([running.lease(step: 42)], lease: Sample.lease)

    let image = try database.crashImage()
    let reopened = try SQLiteJobStore(at: .file(image.path))
    let jobs = try await reopened.jobs(matching: JobFilter(), after: nil, limit: 10).items
    #expect(jobs.map(\.state) == [.queued, .running, .cancelled, .succeeded])
    #expect(jobs[1].step == 42)
    #expect(jobs[3].result == [1])
    #expect(try await reopened.artifact("record", of: done.job.id) == [2, 3])
  }

  /// At every moment around the commit a crash leaves the whole sweep or nothing of it.
  @Test func aCrashLeavesAllJobsOfASweepOrNone() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    _ = try await store.create(Sample.job(0))
    let creation = Task { try await store.create(Sample.sweep(1, jobs: 1...500)) }
    var seen: Set<Int> = []
    for _ in 0..<20 where !seen.contains(500) {
      // Only the log: the main file is written at checkpoints alone, and none is due.
      let image = try database.crashImage()
      let reopened = try SQLiteJobStore(at: .file(image.path))
      let queued = try await reopened.counts()[.queued] ?? 0
      let sweep = try await reopened.sweep(Sample.sweepID(1))
      #expect(sweep?.total ?? 0 == queued - 1)
      seen.insert(queued - 1)
      try await reopened.close()
    }
    #expect(seen.isSubset(of: [0, 500]))
    _ = try await creation.value
    let image = try database.crashImage()
    let reopened = try SQLiteJobStore(at: .file(image.path))
    let content = try #require(try await reopened.content(of: Sample.sweepID(1)))
    #expect(content.members.map(\.job) == (1...500).map(Sample.id))
    #expect(content.table == Sample.sweep(1, jobs: []).table)
  }

  /// A database from before there were sweeps is brought up to date with its jobs.
  @Test func jobsFromBeforeSweepsAreThere() async throws {
    let database = try TemporaryDatabase()
    try database.holdJob(Sample.job(1), asOf: "datasets")
    let reopened = try SQLiteJobStore(at: .file(database.path))
    let job = try #require(try await reopened.job(Sample.id(1)))
    #expect(job.state == .queued)
    #expect(job.sweep == nil)
    _ = try await reopened.create(Sample.sweep(1, jobs: 2...3))
    #expect(try await reopened.job(Sample.id(2))?.sweep == Sample.sweepID(1))
  }

  @Test func aJobThatRanAtTheCrashRunsAgain() async throws {
    let database = try TemporaryDatabase()
    let store = try SQLiteJobStore(at: .file(database.path))
    let id = try await store.create(Sample.job(1)).job.id
    _ = try await store.claim(worker: Sample.worker, limit: 1, lease: .seconds(3600))

    let image = try database.crashImage()
    let reopened = try SQLiteJobStore(at: .file(image.path))
    let queue = Self.queue(reopened) { assignments in
      for assignment in assignments {
        let attempt = UInt8(assignment.claim.job.attempt)
        assignment.control.finish(.succeeded(result: [attempt], artifacts: [:]))
      }
    }
    #expect(try await queue.start() == Requeueing(queued: [id]))
    let job = try await queue.wait(for: id, afterRevision: nil, timeout: .seconds(60))
    #expect(job?.state == .succeeded)
    #expect(job?.result == [2])
    #expect(await queue.shutdown(grace: .seconds(60)) == [])
    try await reopened.close()
  }

  @Test func aJobThatKillsItsProcessFailsInTheEndAndItsCompanionsDoNot() async throws {
    var database = try TemporaryDatabase()
    do {
      let store = try SQLiteJobStore(at: .file(database.path))
      _ = try await store.create([Sample.job(1), Sample.job(2), Sample.job(3)])
      try await store.close()
    }
    var crashes = 0
    while true {
      let store = try SQLiteJobStore(at: .file(database.path))
      _ = try await store.requeueAll(exceptHeldBy: [])
      var isDead = false
      while !isDead {
        let claims = try await store.claim(worker: Sample.worker, limit: 8, lease: Sample.lease)
        if claims.isEmpty { break }
        if claims.contains(where: { $0.job.id == Sample.id(2) }) {
          isDead = true
        } else {
          for claim in claims {
            try await store.markSucceeded(claim.lease(step: 1), result: [], artifacts: [:])
          }
        }
      }
      if !isDead { break }
      crashes += 1
      database = try database.crashImage()
    }
    // The first with its companions beside it, which tells nothing of it.
    #expect(crashes == JobLimits.losses + 1)
    let image = try database.crashImage()
    let store = try SQLiteJobStore(at: .file(image.path))
    let jobs = try await store.jobs(matching: JobFilter(), after: nil, limit: 10).items
    #expect(jobs.map(\.state) == [.succeeded, .failed, .succeeded])
    #expect(jobs[1].error == .workerLost)
  }
}
