internal import AccessKeys
internal import Jobs
internal import SpecJSON
internal import Threading
internal import WebRouting

/// What routes work with.
struct APIServices: Sendable {
  let queue: JobQueue
  let status: ServiceStatus
  let document: OpenAPIDocument
  let cache: AnswerCache<JobID>
  /// Computes what is too long for a task of the cooperative pool and too short to be queued as an
  /// analysis: one thread, so that it never takes more than one core from trainings.
  let computing: DedicatedThreads
  /// Computes analyses, predictions and verifications, each in its turn.
  let analyses: AnalysisQueue
  /// What jobs in training have recorded so far.
  let live: LiveRecordings
  /// How often a quiet stream of events shows that it lives.
  let heartbeat: Duration
  let metrics: RequestMetrics
  let readings: @Sendable () -> ServiceReadings
  let keys: KeyRing
  let limits: CallerLimits
  let datasets: DatasetCache
  let datasetLimits: DatasetLimits
  let sweepLimits: SweepLimits
  /// Which jobs go by themselves.
  let retention: JobRetention
  /// Is told of errors that no route expected.
  let faults: RequestFaultObserver
  /// Reads uploads and sweeps, one at a time: the memory that one takes is bounded, that of many is
  /// not.
  let reading: DedicatedThreads
  /// Makes answers that are too large for the cooperative pool: text of tables, gzip, digests.
  let answering: DedicatedThreads
  /// Webhooks; nil where there are none.
  let webhooks: WebhookDesk?
}
