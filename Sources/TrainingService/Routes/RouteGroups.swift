internal import AccessKeys
internal import Jobs
internal import KernelDispatch
internal import SpecJSON
internal import Threading
internal import WebRouting

/// The groups of calls, each with what it works with.
struct RouteGroups: Sendable {
  let jobs: JobRoutes
  let events: EventRoute
  let results: ResultRoutes
  let matrix: MatrixRoute
  let outputs: OutputRoutes
  let analyses: AnalysisRoutes
  let comparisons: ComparisonRoutes
  let theory: TheoryRoutes
  let sweeps: SweepRoutes
  let sweepCurves: SweepCurvesRoute
  let names: NameRoutes
  let feeds: FeedRoute
  let datasets: DatasetRoutes
  let rows: DatasetRowsRoute
  let webhooks: WebhookRoutes
  let usage: UsageRoute
  let operations: OperationsRoutes
  let metrics: MetricsRoute
  let page: PageRoutes
  let problems = ProblemRoutes()

  init(
    queue: JobQueue, datasets: DatasetCache, status: ServiceStatus, document: OpenAPIDocument,
    answers: Answers, requests: RequestMetrics, options: APIOptions
  ) {
    let reading = DedicatedThreads(count: 1, niceness: 10)
    let specs = SpecIntake(threads: reading, datasets: datasets)
    let access = CallerAccess(keys: options.keys, limits: options.limits, time: status.time)
    let analyses = AnalysisQueue(limits: options.analysisLimits, time: status.time)
    let reader = JobReader(queue: queue, keys: options.keys)
    let recordings = RecordingReader(
      jobs: reader, live: options.live, datasets: datasets,
      computing: DedicatedThreads(count: 1, niceness: 10), answers: answers)
    let streams = OpenStreams()
    let quota = options.datasetLimits.quota
    jobs = JobRoutes(
      status: status, jobs: reader, specs: specs, answers: answers, access: access,
      datasetQuota: quota)
    let streaming = EventStreaming(
      access: access, heartbeat: options.heartbeat, streams: streams, faults: options.faults)
    events = EventRoute(
      jobs: reader, live: options.live, answers: answers, streaming: streaming)
    results = ResultRoutes(recordings: recordings)
    matrix = MatrixRoute(recordings: recordings)
    outputs = OutputRoutes(recordings: recordings, analyses: analyses, reading: reading)
    self.analyses = AnalysisRoutes(recordings: recordings, analyses: analyses)
    comparisons = ComparisonRoutes(recordings: recordings, analyses: analyses)
    theory = TheoryRoutes(
      specs: specs, analyses: analyses, kernels: KernelVariant(rawValue: status.kernels) ?? .best)
    sweeps = SweepRoutes(
      status: status, jobs: reader, datasets: datasets, limits: options.sweepLimits,
      datasetQuota: quota, reading: reading, answers: answers, access: access)
    sweepCurves = SweepCurvesRoute(jobs: reader, answers: answers)
    feeds = FeedRoute(jobs: reader, streaming: streaming)
    names = NameRoutes(jobs: reader, answers: answers)
    self.datasets = DatasetRoutes(
      status: status, datasets: datasets, limits: options.datasetLimits, reading: reading,
      answers: answers)
    rows = DatasetRowsRoute(datasets: datasets, analyses: analyses, answers: answers)
    webhooks = WebhookRoutes(status: status, queue: queue, desk: options.webhooks)
    usage = UsageRoute(
      queue: queue, datasets: datasets, access: access, datasetLimits: options.datasetLimits,
      retention: options.retention)
    operations = OperationsRoutes(status: status, queue: queue, document: document)
    metrics = MetricsRoute(
      queue: queue, status: status, requests: requests, jobs: options.jobMetrics, streams: streams,
      cache: answers.cache, analyses: analyses, webhooks: options.webhooks,
      threads: answers.threads, readings: options.readings)
    page = PageRoutes(isServed: options.servesPage, version: status.version)
  }
}
