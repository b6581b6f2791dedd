internal import AccessKeys
internal import JobQueue

/// What routes work with.
struct APIServices: Sendable {
  let queue: JobQueue
  let status: ServiceStatus
  let document: OpenAPIDocument
  let cache: AnswerCache
  /// Computes what is too long for a task of the cooperative pool: one thread, so that questions
  /// about finished jobs never take more than one core from the training of others.
  let computing: DedicatedThreads
  /// Measures published figures, which takes up to a minute: apart from ``computing``, so that
  /// questions about jobs do not wait for it.
  let verifying: DedicatedThreads
  /// What jobs in training have recorded so far.
  let live: LivePoints
  /// How often a quiet stream of events shows that it lives.
  let heartbeat: Duration
  let metrics: RequestMetrics
  let readings: @Sendable () -> ServiceReadings
  let keys: KeyRing
  let limits: CallerLimits
  let datasets: DatasetShelf
  let datasetLimits: DatasetLimits
  let sweepLimits: SweepLimits
  /// Reads uploads and sweeps, one at a time: the memory that one takes is bounded, that of many is
  /// not.
  let reading: DedicatedThreads
}
