package import AccessKeys
package import Jobs
package import SpecJSON
package import WebRouting

/// How the API is to behave; without arguments, as for a test or a single user.
package struct APIOptions: Sendable {
  /// Which `Host` is answered.
  package var hosts: HostPolicy
  /// Which pages of other origins may call and read.
  package var origins: CrossOriginPolicy
  /// The keys that callers need, if there are any.
  package var keys: KeyRing
  /// What the holders of keys may take.
  package var limits: CallerLimits
  /// What gzipped documents of requests may expand to.
  package var documentLimits: DocumentDecoder.Limits
  /// What uploaded data sets may come to.
  package var datasetLimits: DatasetLimits
  /// What one sweep may come to.
  package var sweepLimits: SweepLimits
  /// What analyses may come to.
  package var analysisLimits: AnalysisLimits
  /// Which jobs go by themselves, to be told; they are removed elsewhere.
  package var retention: JobRetention
  /// What jobs in training have recorded so far.
  package var live: any LiveReadings
  /// What is counted of jobs.
  package var jobMetrics: JobMetrics
  /// Webhooks; nil where there are none.
  package var webhooks: WebhookDesk?
  /// Whether people get the page at `/`.
  package var servesPage: Bool
  /// How often a quiet stream of events shows that it lives.
  package var heartbeat: Duration
  /// Memory for answers about finished jobs.
  package var cacheBytes: Int
  /// What the ids of requests begin with.
  package var requestPrefix: String
  /// Measures what is around the API, for metrics.
  package var readings: @Sendable () -> ServiceReadings
  /// Is told of every answer.
  package var observer: RequestObserver
  /// Is told of errors that no route expected.
  package var faults: RequestFaultObserver

  /// Options, each with its default.
  package init(
    hosts: HostPolicy = .any, origins: CrossOriginPolicy = .none, keys: KeyRing = KeyRing(),
    limits: CallerLimits = CallerLimits(),
    documentLimits: DocumentDecoder.Limits = DocumentDecoder.Limits(),
    datasetLimits: DatasetLimits = DatasetLimits(), sweepLimits: SweepLimits = SweepLimits(),
    analysisLimits: AnalysisLimits = AnalysisLimits(),
    retention: JobRetention = JobRetention(),
    live: any LiveReadings = LiveRecordings(),
    jobMetrics: JobMetrics = JobMetrics(clock: { .zero }), webhooks: WebhookDesk? = nil,
    servesPage: Bool = true, heartbeat: Duration = .seconds(15),
    cacheBytes: Int = 64 << 20, requestPrefix: String = "",
    readings: @escaping @Sendable () -> ServiceReadings = { ServiceReadings() },
    observer: @escaping RequestObserver = { _ in },
    faults: @escaping RequestFaultObserver = { _ in }
  ) {
    self.hosts = hosts
    self.origins = origins
    self.keys = keys
    self.limits = limits
    self.documentLimits = documentLimits
    self.datasetLimits = datasetLimits
    self.sweepLimits = sweepLimits
    self.analysisLimits = analysisLimits
    self.retention = retention
    self.live = live
    self.jobMetrics = jobMetrics
    self.webhooks = webhooks
    self.servesPage = servesPage
    self.heartbeat = heartbeat
    self.cacheBytes = cacheBytes
    self.requestPrefix = requestPrefix
    self.readings = readings
    self.observer = observer
    self.faults = faults
  }
}
