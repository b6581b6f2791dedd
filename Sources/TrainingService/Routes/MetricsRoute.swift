internal import HTTPCodec
internal import Jobs
internal import PrometheusText
internal import WebRouting

/// `GET /metrics`, for Prometheus.
struct MetricsRoute: Sendable {
  let queue: JobQueue
  let status: ServiceStatus
  let requests: RequestMetrics
  let cache: AnswerCache<JobID>
  let analyses: AnalysisQueue
  /// Nil where there are none.
  let webhooks: WebhookDesk?
  /// Measures what is around the API.
  let readings: @Sendable () -> ServiceReadings

  func metrics(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let counts = try await queue.counts()
    let readings = readings()
    var writer = PrometheusWriter()
    requests.write(to: &writer)
    let jobs = "symbreak_jobs"
    writer.family(jobs, .gauge, "Jobs in the store, by state.")
    for state in JobState.allCases {
      writer.sample(jobs, ["state": state.rawValue], Double(counts[state] ?? 0))
    }
    func single(_ name: String, _ kind: PrometheusWriter.Kind, _ help: String, _ value: Double) {
      writer.family(name, kind, help)
      writer.sample(name, value)
    }
    single(
      "symbreak_queue_depth", .gauge, "Jobs that wait for a worker.", Double(counts[.queued] ?? 0))
    single("symbreak_workers", .gauge, "Worker threads.", Double(status.workers))
    let memory = queue.memory
    single(
      "symbreak_training_memory_budget_bytes", .gauge, "Memory that trainings may take together.",
      Double(memory.budget))
    single(
      "symbreak_training_memory_bytes", .gauge, "Memory that trainings under way were given.",
      Double(memory.inUse))
    single(
      "symbreak_http_connections", .gauge, "Connections that are open.",
      Double(readings.connections))
    single(
      "symbreak_net_steps_total", .counter, "Updates of networks, over all jobs.",
      Double(readings.netSteps))
    single(
      "symbreak_answer_cache_bytes", .gauge, "Memory of kept answers about finished jobs.",
      Double(cache.bytes))
    analyses.counts.write(to: &writer)
    try await webhooks?.write(to: &writer)
    single(
      "process_cpu_seconds_total", .counter, "Processor time used by the process.",
      readings.processorSeconds)
    single(
      "symbreak_uptime_seconds", .gauge, "Time since the start.",
      status.uptime / .seconds(1))
    return HTTPResponse(
      status: .ok,
      headers: ["Content-Type": request.format.contentType, "Cache-Control": "no-store"],
      body: writer.bytes)
  }
}
