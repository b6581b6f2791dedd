package import Jobs

/// Jobs and names for tests.
package enum Sample {
  /// An id; equal numbers give equal ids.
  package static func id(_ number: Int) -> JobID {
    JobID.make(now: ManualTime.start) { UInt64(number) }
  }

  /// A job whose id and spec come from its number.
  package static func job(
    _ number: Int, batchKey: String = "batch", scheme: String = "zeros", name: String? = nil,
    labels: [String: String] = [:], idempotencyKey: String? = nil, digest: String? = nil
  ) -> NewJob {
    NewJob(
      id: id(number), spec: Array(#"{"seed":\#(number)}"#.utf8),
      specDigest: digest ?? "digest-\(number)", batchKey: batchKey, scheme: scheme, name: name,
      labels: labels, steps: 100, idempotencyKey: idempotencyKey)
  }

  /// The same, for workers of this engine number and above.
  static func job(_ number: Int, engine: Int, batchKey: String = "batch") -> NewJob {
    var job = job(number, batchKey: batchKey, scheme: "zeros")
    job.engine = engine
    return job
  }

  /// The same, of an owner, with what it takes.
  static func job(
    _ number: Int, of owner: String = JobOwner.local, batchKey: String = "batch",
    cost: Double = 0, memory: Int = 0, shared: Int = 0
  ) -> NewJob {
    var job = job(number, batchKey: batchKey, scheme: "zeros")
    job.owner = owner
    job.cost = cost
    job.memory = JobMemory(alone: memory, shared: shared)
    return job
  }

  /// A worker.
  package static let worker = WorkerID(rawValue: "worker-a")
  /// Another worker.
  package static let otherWorker = WorkerID(rawValue: "worker-b")
  /// The lease that the checks claim with.
  package static let lease = Duration.seconds(30)
}

extension JobStore {
  /// Creates jobs with these numbers, in this order.
  func createSamples(_ numbers: some Sequence<Int>) async throws {
    for number in numbers { _ = try await create(Sample.job(number)) }
  }

  /// Creates one job and claims it.
  func claimedSample(_ number: Int = 1, worker: WorkerID = Sample.worker) async throws -> Claim {
    _ = try await create(Sample.job(number))
    return try await claimOne(worker)
  }

  /// Takes back every running job, as none of their leases is renewed.
  func loseAllWorkers(_ time: ManualTime) async throws -> Requeueing {
    time.advance(by: Sample.lease)
    return try await requeueExpired()
  }

  func claimOne(_ worker: WorkerID = Sample.worker) async throws -> Claim {
    try unwrap(try await claim(worker: worker, limit: 1, lease: Sample.lease).first)
  }

  /// A job brought into a state by the calls that lead there.
  func sample(_ number: Int = 1, in state: JobState) async throws -> Claim? {
    if state == .queued {
      _ = try await create(Sample.job(number))
      return nil
    }
    let claim = try await claimedSample(number)
    let lease = claim.lease(step: 5)
    switch state {
    case .queued, .running: break
    case .succeeded: try await markSucceeded(lease, result: Array("{}".utf8), artifacts: [:])
    case .failed: try await markFailed(lease, error: JobError(code: "c", message: "m"))
    case .cancelled: try await markCancelled(lease)
    }
    return claim
  }
}
