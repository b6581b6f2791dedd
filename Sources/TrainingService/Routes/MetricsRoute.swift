internal import HTTPCodec
internal import Jobs
internal import PrometheusText
internal import Threading
internal import WebRouting

/// `GET /metrics`, for Prometheus.
struct MetricsRoute: Sendable {
  let queue: JobQueue
  let status: ServiceStatus
  let requests: RequestMetrics
  let jobs: JobMetrics
  let streams: OpenStreams
  let cache: AnswerCache<JobID>
  let analyses: AnalysisQueue
  /// Nil where there are none.
  let webhooks: WebhookDesk?
  let threads: DedicatedThreads
  /// Measures what is around the API.
  let readings: @Sendable () -> ServiceReadings

  func metrics(
    _ request: APIRequest
  ) async throws -> HTTPResponse {
    let stored = try await readStore()
    let readings = try await threads.run { [readings] in readings() }
    var writer = PrometheusWriter()
    requests.write(to: &writer)
    writer.single(
      "symbreak_store_up", .gauge,
      "1 where the store answered; 0 where it did not, and what it tells is left out.",
      stored == nil ? 0 : 1)
    if let stored { write(stored, to: &writer) }
    self.jobs.write(to: &writer)
    writer.single("symbreak_workers", .gauge, "Worker threads.", Double(status.workers))
    let memory = queue.memory
    writer.single(
      "symbreak_training_memory_budget_bytes", .gauge, "Memory that trainings may take together.",
      Double(memory.budget))
    writer.single(
      "symbreak_training_memory_bytes", .gauge, "Memory that trainings under way were given.",
      Double(memory.inUse))
    writer.single(
      "symbreak_http_connections", .gauge, "Connections that are open.",
      Double(readings.connections))
    writer.single(
      "symbreak_event_streams", .gauge, "Streams of events that are open.", Double(streams.count))
    if let bytes = readings.databaseBytes {
      writer.single(
        "symbreak_database_bytes", .gauge, "Bytes of the database's file and its log.",
        Double(bytes))
    }
    writer.single(
      "symbreak_net_steps_total", .counter, "Updates of networks, over all jobs.",
      Double(readings.netSteps))
    writer.single(
      "symbreak_answer_cache_bytes", .gauge, "Memory of kept answers about finished jobs.",
      Double(cache.bytes))
    analyses.counts.write(to: &writer)
    webhooks?.write(to: &writer)
    readings.process.write(to: &writer)
    let build = "symbreak_build_info"
    writer.family(build, .gauge, "Always 1; the labels tell what runs.")
    writer.sample(build, ["version": status.version, "kernels": status.kernels], 1)
    writer.single(
      "symbreak_uptime_seconds", .gauge, "Time since the start.",
      status.uptime / .seconds(1))
    return HTTPResponse(
      status: .ok,
      headers: ["Content-Type": request.format.contentType, "Cache-Control": "no-store"],
      body: writer.bytes)
  }
}

// What the store tells.
extension MetricsRoute {
  private struct Stored {
    var counts: [JobState: Int]
    var load: QueueLoad
    /// Nil where there are no webhooks.
    var pendingDeliveries: Int?
  }

  /// Nil where the store does not answer: what goes on meanwhile is then wanted most.
  private func readStore() async throws -> Stored? {
    do {
      return Stored(
        counts: try await queue.counts(), load: try await queue.load(),
        pendingDeliveries: try await webhooks?.pendingDeliveries())
    } catch is JobStoreError {
      return nil
    }
  }

  private func write(_ stored: Stored, to writer: inout PrometheusWriter) {
    let states = "symbreak_jobs"
    writer.family(states, .gauge, "Jobs in the store, by state.")
    for state in JobState.allCases {
      writer.sample(states, ["state": state.rawValue], Double(stored.counts[state] ?? 0))
    }
    writer.single(
      "symbreak_queue_depth", .gauge, "Jobs that wait for a worker.", Double(stored.load.queued))
    writer.single(
      "symbreak_queue_oldest_age_seconds", .gauge,
      "Time since the submission of the job that has waited longest; 0 where none waits.",
      stored.load.oldestQueued.map {
        max(0, Double(status.time.now().milliseconds - $0.milliseconds) / 1000)
      } ?? 0)
    if let pending = stored.pendingDeliveries {
      writer.single(
        "symbreak_webhook_messages_pending", .gauge,
        "Messages to webhooks that are still to be delivered.", Double(pending))
    }
  }
}
