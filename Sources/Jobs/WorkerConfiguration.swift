/// How a worker pool works.
package struct WorkerConfiguration: Sendable {
  /// Worker slots, each with a thread of its own; 0 for a service that only takes jobs in.
  package var workers: Int
  /// The most jobs that one claim gets, to train together.
  package var lanes: Int
  /// How long a claim is good without renewal.
  package var lease: Duration
  /// How often progress that moved is written; leases are renewed every third of their length.
  package var progressInterval: Duration
  /// How often an idle worker looks for jobs unasked: those of other processes, or taken back.
  package var pollInterval: Duration
  /// Nice value of the worker threads, 0 to 19 (Linux).
  package var niceness: Int32
  /// The process in the slots' worker ids, unique among those that share the store.
  package var name: String
  /// The number of what the process can train; see `ClaimRequest.engine`.
  package var engine: Int
  /// Bytes that all trainings together may take.
  package var memory: Int
  /// The most seconds that one attempt at a job may train; nil for no bound.
  package var maxSeconds: Int?

  /// A configuration; the defaults suit one service with its own store.
  package init(
    workers: Int, lanes: Int = 32, lease: Duration = .seconds(30),
    progressInterval: Duration = .milliseconds(500), pollInterval: Duration = .seconds(5),
    niceness: Int32 = 19, name: String = "local", engine: Int = 0, memory: Int = .max,
    maxSeconds: Int? = nil
  ) {
    self.workers = workers
    self.lanes = lanes
    self.lease = lease
    self.progressInterval = progressInterval
    self.pollInterval = pollInterval
    self.niceness = niceness
    self.name = name
    self.engine = engine
    self.memory = memory
    self.maxSeconds = maxSeconds
  }
}
