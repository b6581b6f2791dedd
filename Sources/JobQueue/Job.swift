/// A job as a client hands it in, before the store has given it its place in the queue.
public struct NewJob: Sendable {
  /// The id, made by `JobQueue.makeID`.
  public var id: JobID
  /// The normalised spec, JSON in UTF-8.
  public var spec: [UInt8]
  /// The digest of the normalised spec: equal digests mean the same experiment.
  public var specDigest: String
  /// Jobs with the same key may train together, one a lane.
  public var batchKey: String
  /// The name of the initialisation scheme, a filter of lists.
  public var scheme: String
  /// A name for people.
  public var name: String?
  /// Labels for people and dashboards, a filter of lists.
  public var labels: [String: String]
  /// Steps that the training will take, the whole of `Job.step`.
  public var steps: Int
  /// The client's `Idempotency-Key`: one key, one job, for as long as the store has the job.
  public var idempotencyKey: String?
  /// Whose it is.
  public var owner: String
  /// What it costs to train, in multiply-adds.
  public var cost: Double
  /// Bytes that training it takes.
  public var memory: JobMemory
  /// The most seconds that one attempt may train; nil for no bound of its own.
  public var maxSeconds: Int?
  /// What its owner's jobs, this one among them, may come to; nil for no bound.
  public var quota: JobQuota?
  /// The owner's data set that it is trained on; nil where the spec needs none of the store's.
  public var dataset: DatasetID?
  /// The content of `dataset` where it came with the spec: taken in with the job unless the owner has
  /// it, and removed with the last job that names it.
  public var rows: NewDataset?

  /// A job to hand in.
  public init(
    id: JobID, spec: [UInt8], specDigest: String, batchKey: String, scheme: String,
    name: String? = nil, labels: [String: String] = [:], steps: Int,
    idempotencyKey: String? = nil, owner: String = JobOwner.local, cost: Double = 0,
    memory: JobMemory = JobMemory(), maxSeconds: Int? = nil, quota: JobQuota? = nil,
    dataset: DatasetID? = nil, rows: NewDataset? = nil
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
    self.quota = quota
    self.dataset = dataset
    self.rows = rows
  }
}

/// Why a job failed, for clients.
public struct JobError: Hashable, Sendable {
  /// A word that programs can match, such as `worker_lost`.
  public var code: String
  /// A sentence that tells a person what happened and what to change.
  public var message: String

  /// An error out of its code and message.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The job cost `JobLimits.losses` workers their lives or their leases, each time with no other
  /// job beside it.
  public static let workerLost = JobError(
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
public struct Job: Sendable, Equatable {
  /// The id.
  public var id: JobID
  /// Where it stands.
  public var state: JobState
  /// The normalised spec, JSON in UTF-8.
  public var spec: [UInt8]
  /// The digest of the normalised spec.
  public var specDigest: String
  /// Jobs with the same key may train together.
  public var batchKey: String
  /// The name of the initialisation scheme.
  public var scheme: String
  /// A name for people.
  public var name: String?
  /// Labels for people and dashboards.
  public var labels: [String: String]
  /// Steps done, as last reported; when the job goes back to the queue, those of its checkpoint.
  public var step: Int
  /// Steps to do.
  public var steps: Int
  /// When it was handed in.
  public var createdAt: Timestamp
  /// When the current or last attempt began; nil while it never ran or waits again.
  public var startedAt: Timestamp?
  /// When it reached its terminal state.
  public var finishedAt: Timestamp?
  /// How often it was claimed; 1 in its first run.
  public var attempt: Int
  /// The result, JSON in UTF-8; there exactly when `state` is succeeded.
  public var result: [UInt8]?
  /// Why it failed; there exactly when `state` is failed.
  public var error: JobError?
  /// Grows by at least 1 with each change that a client can see: for ETags and for waiting.
  public var revision: Int
  /// A client asked to cancel it; a running job ends in a moment once its worker has heard of it.
  public var cancelRequested: Bool
  /// Whose it is.
  public var owner: String
  /// The sweep that it was handed in with.
  public var sweep: SweepID?
  /// Bytes that the store keeps of it, packed: its spec, and once it has succeeded what it came to.
  public var storedBytes: Int

  /// A job out of its fields, for stores.
  public init(
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
