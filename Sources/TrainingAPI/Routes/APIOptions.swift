public import AccessKeys
public import JobQueue

/// How the API is to behave; without arguments, as for a test or a single user.
public struct APIOptions: Sendable {
  /// Which `Host` is answered.
  public var hosts: HostPolicy
  /// The keys that callers need, if there are any.
  public var keys: KeyRing
  /// What the holders of keys may take.
  public var limits: CallerLimits
  /// What uploaded data sets may come to.
  public var datasetLimits: DatasetLimits
  /// What one sweep may come to.
  public var sweepLimits: SweepLimits
  /// What analyses may come to.
  public var analysisLimits: AnalysisLimits
  /// Which jobs go by themselves, to be told; they are removed elsewhere.
  public var retention: JobRetention
  /// Where the executor puts points as it records them.
  public var live: LiveRecordings
  /// Webhooks; nil where there are none.
  public var webhooks: WebhookDesk?
  /// How often a quiet stream of events shows that it lives.
  public var heartbeat: Duration
  /// Memory for answers about finished jobs.
  public var cacheBytes: Int
  /// What the ids of requests begin with.
  public var requestPrefix: String
  /// Measures what is around the API, for metrics.
  public var readings: @Sendable () -> ServiceReadings
  /// Is told of every answer.
  public var observer: RequestObserver
  /// Is told of errors that no route expected.
  public var faults: RequestFaultObserver

  /// Options, each with its default.
  public init(
    hosts: HostPolicy = .any, keys: KeyRing = KeyRing(), limits: CallerLimits = CallerLimits(),
    datasetLimits: DatasetLimits = DatasetLimits(), sweepLimits: SweepLimits = SweepLimits(),
    analysisLimits: AnalysisLimits = AnalysisLimits(),
    retention: JobRetention = JobRetention(),
    live: LiveRecordings = LiveRecordings(), webhooks: WebhookDesk? = nil,
    heartbeat: Duration = .seconds(15),
    cacheBytes: Int = 64 << 20, requestPrefix: String = "",
    readings: @escaping @Sendable () -> ServiceReadings = { ServiceReadings() },
    observer: @escaping RequestObserver = { _ in },
    faults: @escaping RequestFaultObserver = { _ in }
  ) {
    self.hosts = hosts
    self.keys = keys
    self.limits = limits
    self.datasetLimits = datasetLimits
    self.sweepLimits = sweepLimits
    self.analysisLimits = analysisLimits
    self.retention = retention
    self.live = live
    self.webhooks = webhooks
    self.heartbeat = heartbeat
    self.cacheBytes = cacheBytes
    self.requestPrefix = requestPrefix
    self.readings = readings
    self.observer = observer
    self.faults = faults
  }
}
