/// What a worker asks the queue for, and what its process has to offer.
package struct ClaimRequest: Sendable {
  /// Who asks.
  package var worker: WorkerID
  /// The most jobs, to train together.
  package var limit: Int
  /// How long the claim is good without renewal.
  package var lease: Duration
  /// Whether nothing else trains in the worker's process. Only such a worker is given a job that
  /// must run alone, or one that needs more than `memory`.
  package var isAlone: Bool
  /// Bytes that the process has left for what is to be trained.
  package var memory: Int
  /// The number of what the worker's program can train: it is given no job of a higher one. A program
  /// that normalises specs in a new way gives its jobs a higher number, so that older workers leave
  /// them to those who can read them.
  package var engine: Int
  /// What a job may cost at most that begins before the one whose turn it is, while that one does
  /// not fit.
  package var overtaking: Double

  /// A request; without the last four, of a process that has nothing else to do and trains what every
  /// program can.
  package init(
    worker: WorkerID, limit: Int, lease: Duration, engine: Int = 0, isAlone: Bool = true,
    memory: Int = .max, overtaking: Double = 0
  ) {
    self.worker = worker
    self.limit = limit
    self.lease = lease
    self.engine = engine
    self.isAlone = isAlone
    self.memory = memory
    self.overtaking = overtaking
  }
}

/// What a worker gets.
package struct ClaimAnswer: Sendable {
  /// The jobs, now running; empty where none is queued or none may begin.
  package var claims: [Claim]
  /// The job whose turn it is and that does not fit beside what trains in the worker's process.
  package var waiting: JobID?
  /// Whether no job was queued any more, of a store that nobody shares: until one is, which the pool
  /// hears of, nobody has to look again.
  package var isLast: Bool

  package init(claims: [Claim] = [], waiting: JobID? = nil, isLast: Bool = false) {
    self.claims = claims
    self.waiting = waiting
    self.isLast = isLast
  }
}

/// What a job takes of the process that trains it.
package struct JobDemand: Hashable, Sendable {
  /// Its work; see `NewJob.cost`.
  package var cost: Double
  /// Its memory.
  package var memory: JobMemory
  /// The most seconds that one attempt may train; nil for no bound of its own.
  package var maxSeconds: Int?
  /// Why it runs alone; nil for most jobs.
  package var suspicion: JobSuspicion?

  package init(
    cost: Double = 0, memory: JobMemory = JobMemory(), maxSeconds: Int? = nil,
    suspicion: JobSuspicion? = nil
  ) {
    self.cost = cost
    self.memory = memory
    self.maxSeconds = maxSeconds
    self.suspicion = suspicion
  }
}

/// The bytes that training a job takes.
package struct JobMemory: Hashable, Sendable {
  /// All of it, where the job trains alone.
  package var alone: Int
  /// The part that jobs of one batch key hold in common.
  package var shared: Int

  package init(alone: Int = 0, shared: Int = 0) {
    self.alone = alone
    self.shared = shared
  }

  /// What it adds to a batch that has begun.
  package var inCompany: Int { alone - shared }
}

/// What makes a job run alone in its process: processes ended while it ran.
///
/// Nobody can tell which of several jobs ended a process. So all that ran in it go on alone, one
/// after the other: the one that does it again is known then, and the others have lost nothing but
/// time.
package struct JobSuspicion: Hashable, Sendable {
  /// How often its process ended, beside other jobs or alone.
  package var count: Int
  /// How far it had come at the last time.
  package var step: Int

  package init(count: Int, step: Int) {
    self.count = count
    self.step = step
  }

  /// How often it may clear itself.
  static let clearable = 2
  /// It does not clear itself sooner.
  static let shortest = Duration.seconds(10)

  /// Whether a job that has trained alone for `time`, up to `step`, may have company again: it got
  /// well past where its process ended. Otherwise a long job that was unlucky once would keep all
  /// others waiting to its end.
  func isCleared(at step: Int, after time: Duration) -> Bool {
    count <= Self.clearable && time >= Self.shortest && step > 2 * self.step
  }
}
