/// A job as a client hands it in, before the store has given it its place in the queue.
package struct NewJob: Sendable {
  /// The id, made by `JobQueue.makeID`.
  package var id: JobID
  /// The normalised spec, JSON in UTF-8.
  package var spec: [UInt8]
  /// The digest of the normalised spec: equal digests mean the same experiment.
  package var specDigest: String
  /// Jobs with the same key may train together, one a lane.
  package var batchKey: String
  /// The name of the initialisation scheme, a filter of lists.
  package var scheme: String
  /// A name for people.
  package var name: String?
  /// Labels for people and dashboards, a filter of lists.
  package var labels: [String: String]
  /// Steps that the training will take, the whole of `Job.step`.
  package var steps: Int
  /// The client's `Idempotency-Key`: one key, one job, for as long as the store has the job.
  package var idempotencyKey: String?
  /// Whose it is.
  package var owner: String
  /// What it costs to train, in multiply-adds.
  package var cost: Double
  /// Bytes that training it takes.
  package var memory: JobMemory
  /// The most seconds that one attempt may train; nil for no bound of its own.
  package var maxSeconds: Int?
  /// The lowest engine number of a process that may train it; see `ClaimRequest.engine`.
  package var engine: Int
  /// What its owner's jobs, this one among them, may come to; nil for no bound.
  package var quota: JobQuota?
  /// The owner's data set that it is trained on; nil where the spec needs none of the store's.
  package var dataset: DatasetID?
  /// The content of `dataset` where it came with the spec: taken in with the job unless the owner has
  /// it, and removed with the last job that names it.
  package var rows: NewDataset?

  /// A job to hand in.
  package init(
    id: JobID, spec: [UInt8], specDigest: String, batchKey: String, scheme: String,
    name: String? = nil, labels: [String: String] = [:], steps: Int,
    idempotencyKey: String? = nil, owner: String = JobOwner.local, cost: Double = 0,
    memory: JobMemory = JobMemory(), maxSeconds: Int? = nil, engine: Int = 0,
    quota: JobQuota? = nil, dataset: DatasetID? = nil, rows: NewDataset? = nil
  ) {
    self.id = id
    self.spec = spec
    self.specDigest = specDigest
    self.batchKey = batchKey
    self.scheme = scheme
    self.name = name
    self.labels = labels
    self.steps = steps
    self.idempotencyKey = idempotencyKey
    self.owner = owner
    self.cost = cost
    self.memory = memory
    self.maxSeconds = maxSeconds
    self.engine = engine
    self.quota = quota
    self.dataset = dataset
    self.rows = rows
  }
}

/// Why a job failed, for clients.
package struct JobError: Hashable, Sendable {
  /// A word that programs can match, such as `worker_lost`.
  package var code: String
  /// A sentence that tells a person what happened and what to change.
  package var message: String

  /// An error out of its code and message.
  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The job cost `JobLimits.losses` workers their lives or their leases, each time with no other
  /// job beside it.
  package static let workerLost = JobError(
    code: "worker_lost",
    message: "The worker process ended or stopped answering \(JobLimits.losses) times while it ran "
      + "this job and no other. Where the job needs too much memory, make it smaller (fewer "
      + "parameters, rows or recorded points); where the process was killed for another reason, "
      + "send the job again.")

  /// The job needs more memory than trainings may take here.
  static func memoryExceeded(needed: Int, available: Int) -> JobError {
    JobError(
      code: "memory_exceeded",
      message: "Training this takes about \(needed) bytes, and the service has \(available) for it "
        + "since it was started anew. Make the job smaller (fewer parameters, rows, recorded points "
        + "or snapshots), or give the service more memory (--memory).")
  }

  /// The attempt trained for as long as it may: by the job's own word, or by the service's.
  static func timeLimit(seconds: Int, isOwn: Bool) -> JobError {
    JobError(
      code: "time_limit",
      message: isOwn
        ? "The job trained for \(seconds) seconds, the most that its max_seconds allows. Allow it "
          + "more, or make it smaller."
        : "The job trained for \(seconds) seconds, the most that this service allows "
          + "(--max-job-seconds). Make it smaller.")
  }
}

/// A job as the store knows it at one moment.
package struct Job: Sendable, Equatable {
  /// The id.
  package var id: JobID
  /// Where it stands.
  package var state: JobState
  /// The normalised spec, JSON in UTF-8.
  package var spec: [UInt8]
  /// The digest of the normalised spec.
  package var specDigest: String
  /// Jobs with the same key may train together.
  package var batchKey: String
  /// The name of the initialisation scheme.
  package var scheme: String
  /// A name for people.
  package var name: String?
  /// Labels for people and dashboards.
  package var labels: [String: String]
  /// Steps done, as last reported; when the job goes back to the queue, those of its checkpoint.
  package var step: Int
  /// Steps to do.
  package var steps: Int
  /// When it was handed in.
  package var createdAt: Timestamp
  /// When the current or last attempt began; nil while it never ran or waits again.
  package var startedAt: Timestamp?
  /// When it reached its terminal state.
  package var finishedAt: Timestamp?
  /// How often it was claimed; 1 in its first run.
  package var attempt: Int
  /// The result, JSON in UTF-8; there exactly when `state` is succeeded.
  package var result: [UInt8]?
  /// Why it failed; there exactly when `state` is failed.
  package var error: JobError?
  /// Grows by at least 1 with each change that a client can see: for ETags and for waiting.
  package var revision: Int
  /// A client asked to cancel it; a running job ends in a moment once its worker has heard of it.
  package var cancelRequested: Bool
  /// Whose it is.
  package var owner: String
  /// The sweep that it was handed in with.
  package var sweep: SweepID?
  /// Bytes that the store keeps of it, packed: its spec, and once it has succeeded what it came to.
  package var storedBytes: Int

  package init(
    id: JobID, state: JobState, spec: [UInt8], specDigest: String, batchKey: String,
    scheme: String, name: String?, labels: [String: String], step: Int, steps: Int,
    createdAt: Timestamp, startedAt: Timestamp?, finishedAt: Timestamp?, attempt: Int,
    result: [UInt8]?, error: JobError?, revision: Int, cancelRequested: Bool,
    owner: String = JobOwner.local, sweep: SweepID? = nil, storedBytes: Int = 0
  ) {
    self.id = id
    self.state = state
    self.spec = spec
    self.specDigest = specDigest
    self.batchKey = batchKey
    self.scheme = scheme
    self.name = name
    self.labels = labels
    self.step = step
    self.steps = steps
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.attempt = attempt
    self.result = result
    self.error = error
    self.revision = revision
    self.cancelRequested = cancelRequested
    self.owner = owner
    self.sweep = sweep
    self.storedBytes = storedBytes
  }
}
