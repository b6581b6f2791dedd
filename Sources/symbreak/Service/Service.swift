internal import AccessKeys
internal import Foundation
internal import HTTPCodec
internal import HTTPService
internal import Jobs
internal import KernelDispatch
internal import Logging
internal import TrainingEngine
internal import TrainingService
internal import WebRouting

/// The service, composed: a store, workers, the API and a server.
struct Service {
  /// Where it can be reached.
  let url: String

  private let store: any ServiceStore
  private let queue: JobQueue
  private let server: HTTPServer
  private let status: ServiceStatus
  private let keys: KeyWatch
  private let retention: RetentionWatch
  private let storeWatch: StoreWatch
  private let blobWatch: BlobWatch?
  private let webhooks: WebhookService
  private let gauging: Task<Void, Never>
  private let grace: Duration
  private let log: Logger

  /// Starts everything, from the store outwards: requests come when they can be answered.
  ///
  /// Throws `JobStoreError`, `HTTPServerError`.
  static func start(_ settings: ServeSettings, log: Logger) async throws -> Service {
    let time = TimeSource.system
    let document = try OpenAPIDocument(yaml: PackageResources.openapi_yaml)
    let failures = StoreFailureLog(log, time: time)
    let store = try await settings.database.open(
      maximumBytes: settings.storage.databaseBytes, blobs: settings.blobs, log: log,
      events: { failures.report($0) })
    let keys: KeyWatch
    do {
      keys = try await KeyWatch(store, time: time, log: failures)
    } catch {
      try? await store.close()
      throw error
    }
    guard settings.host.isLoopback || settings.isInsecure || keys.ring.isRequired else {
      await keys.stop()
      try? await store.close()
      throw OpenService(host: settings.host.name)
    }
    guard settings.origins != .everyOriginWithKeys || keys.ring.isRequired else {
      await keys.stop()
      try? await store.close()
      throw OpenToEveryPage()
    }
    let gauge = QueueGauge()
    let meter = StepMeter()
    let jobMetrics = JobMetrics(clock: time.monotonic)
    let status = ServiceStatus(
      version: programVersion, kernels: settings.kernels.rawValue, workers: settings.workers,
      gauge: gauge, time: time, storeTrouble: { store.trouble })
    let live = LiveRecordings()
    let datasets = DatasetCache(store: store)
    let memory = settings.memory ?? MachineMemory().trainingBudget
    let webhooks = WebhookService(settings.webhooks, store: store, time: time)
    let name = ProcessName.ofThisRun(at: time.now())
    let queue = JobQueue(
      store: store,
      workers: WorkerConfiguration(
        workers: settings.workers, lease: settings.lease, name: name, memory: memory,
        maxSeconds: settings.maxJobSeconds, isShared: settings.database.isShared),
      time: time,
      random: { UInt64.random(in: .min ... .max) },
      events: { event in
        gauge.notice()
        jobMetrics.apply(event)
        webhooks.notice(event)
        failures.report(event)
      },
      executor: meter.counting(
        ExperimentExecutor(
          kernels: settings.kernels, datasets: datasets,
          budget: ThreadBudget(cores: MachineProcessors().count),
          clock: time.monotonic, live: live, metrics: jobMetrics
        ).callAsFunction),
      live: RecordedPoints(of: live))
    let readings: any LiveReadings =
      if let shared = store.livePoints {
        SharedReadings(here: live, store: shared)
      } else {
        live
      }
    let gauges = ServerGauges()
    let refusals = RefusalLog(log, time: time)
    let api = APIHandler(
      queue: queue, datasets: datasets, status: status, document: document,
      options: APIOptions(
        hosts: settings.host.isLoopback
          ? .loopback(also: settings.allowedHosts) : .reachable(also: settings.allowedHosts),
        origins: settings.origins, keys: keys.ring, limits: settings.callers,
        documentLimits: DocumentDecoder.Limits(
          single: settings.server.limits.bodyBytes, together: settings.server.maxBufferedBytes),
        datasetLimits: settings.datasets,
        sweepLimits: settings.sweeps, analysisLimits: settings.analyses,
        retention: settings.storage.retention, live: readings,
        jobMetrics: jobMetrics, webhooks: webhooks.desk, servesPage: settings.servesPage,
        requestPrefix: requestPrefix(time),
        readings: { [database = settings.database] in
          ServiceReadings(
            connections: gauges.connections, netSteps: meter.steps,
            databaseBytes: database.bytes, process: ProcessMeter.read())
        },
        observer: { refusals.report($0) }, faults: { log.report($0) }))
    let server = HTTPServer(
      configuration: settings.server, handler: api, events: { log.report($0) })

    gauges.follow(server)

    do {
      try await gauge.refresh(from: queue)
      // Before the workers: a service whose port is taken should train nothing.
      let port = try server.start()
      try await queue.start()
      status.phase = .ready
      webhooks.start(queue: queue, keys: keys.ring, log: failures)
      let retention = RetentionWatch(
        settings.storage.retention, queue: queue, api: api, time: time, log: log)
      log.info(
        "started",
        metadata: [
          "database": "\(settings.database)",
          "blobs": "\(settings.blobs.map { "\($0.location)" } ?? "in the database")",
          "workers": "\(settings.workers)",
          "kernels": "\(settings.kernels.rawValue)", "memory": "\(memory)", "name": "\(name)",
        ])
      return Service(
        url: "http://\(settings.host.inURL):\(port)", store: store, queue: queue, server: server,
        status: status, keys: keys, retention: retention,
        storeWatch: StoreWatch(store, time: time),
        blobWatch: settings.blobs.flatMap { _ in BlobWatch(store, time: time, log: log) },
        webhooks: webhooks,
        gauging: Task { await gauge.follow(queue, time: time) }, grace: settings.grace, log: log)
    } catch {
      await keys.stop()
      await server.shutdown(grace: .zero)
      try? await store.close()
      throw error
    }
  }

  /// Takes no more requests, puts jobs in training back into the queue, answers the requests it has, those
  /// that wait for a job with the job as it then stands, and closes the store, all within the grace: also
  /// where a visitor keeps the database locked.
  func stop() async {
    log.info("stopping")
    status.phase = .draining
    await retention.stop()
    blobWatch?.end()
    let inStore = min(grace / 10, Self.longestReserve)
    // No wait for a lock lasts to the very end either.
    store.endWaits(within: max(grace - inStore / 2, Self.shortestWait))
    // Together: requests that wait for jobs are answered when the workers have stopped, and that takes the
    // store as long again.
    async let served: Void = server.shutdown(grace: grace - inStore)
    async let late = queue.shutdown(grace: grace - inStore * 2)
    for id in await late {
      log.warning(
        "a training did not stop in time; it is back in the queue", metadata: ["job": "\(id)"])
    }
    await served
    await webhooks.stop()
    await keys.stop()
    await storeWatch.stop()
    await blobWatch?.stop()
    gauging.cancel()
    await gauging.value
    do {
      try await store.close()
      log.info("stopped")
    } catch {
      log.warning(
        """
        stopped, but the write-ahead log could not be written back into the database; it stays \
        beside it and the next start does that: \(error)
        """)
    }
  }

  /// The part of the grace that is kept for what the store has to do at the end: a tenth, but not
  /// more than this.
  private static let longestReserve = Duration.seconds(1)
  /// What a commit of the service's own may take, however short the grace.
  private static let shortestWait = Duration.milliseconds(500)
}

/// A service that everyone could reach and use, which nobody asked for.
struct OpenService: Error, CustomStringConvertible {
  let host: String

  var description: String {
    "\(host) can be reached from other machines, and there are no keys: everyone could submit and"
      + " delete jobs. Make a key first (symbreak key create --create-database), listen on 127.0.0.1, or say"
      + " --insecure."
  }
}

/// A service that every page which someone visits could use in their name, which nobody should ask for.
struct OpenToEveryPage: Error, CustomStringConvertible {
  var description: String {
    "With --cors-origins * and without keys, every page that someone here visits could submit, read and"
      + " delete jobs. Make a key first (symbreak key create --create-database), or name the origins."
  }
}

/// Tells the requests of this process from those of others in a common log.
private func requestPrefix(_ time: TimeSource) -> String {
  String(UInt64(bitPattern: time.now().milliseconds), radix: 36) + "-"
}
