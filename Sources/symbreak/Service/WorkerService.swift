internal import Jobs
internal import KernelDispatch
internal import Logging
internal import Synchronization
internal import TrainingEngine
internal import TrainingService

/// A worker, composed: a store that others share and the slots that train what they find there.
struct WorkerService {
  /// Why a worker ends.
  enum Ending: String {
    /// SIGTERM or SIGINT.
    case signal
    /// The process that started it has ended.
    case parent = "its parent has ended"
    /// There was no job for as long as it waits for one.
    case idle
    /// The same, and the store did not say so: it failed.
    case away = "no job, as the job store does not answer"
    /// It has run for as long as it may.
    case runtime
  }

  /// The name under which it holds jobs.
  let name: String

  private let store: any ServiceStore
  private let pool: WorkerPool
  private let storeWatch: StoreWatch
  private let activity: Activity
  private let settings: WorkerSettings
  private let time: TimeSource
  private let log: Logger

  private static let look = Duration.seconds(1)
  /// What the store gets at the end for what it has to do, beside the trainings' own time.
  private static let longestReserve = Duration.seconds(1)

  /// Connects and begins to train. Throws `JobStoreError`; `missing` where no
  /// service has made the database's tables yet.
  static func start(_ settings: WorkerSettings, log: Logger) async throws -> WorkerService {
    let time = TimeSource.system
    let failures = StoreFailureLog(log, time: time)
    let store = try await settings.database.open(
      for: .worker, blobs: settings.blobs, log: log, events: { failures.report($0) })
    let name = ProcessName.ofThisRun(at: time.now())
    let memory = settings.memory ?? MachineMemory().trainingBudget
    let activity = Activity(time)
    let live = LiveRecordings()
    let pool = WorkerPool(
      store: store, watch: Jobs.JobWatch(isShared: true),
      configuration: WorkerConfiguration(
        workers: settings.workers, lease: settings.lease, name: name, memory: memory,
        maxSeconds: settings.maxJobSeconds, isShared: true),
      time: time,
      executor: ExperimentExecutor(
        kernels: settings.kernels, datasets: DatasetCache(store: store),
        budget: ThreadBudget(cores: MachineProcessors().count), clock: time.monotonic, live: live
      ).callAsFunction,
      live: RecordedPoints(of: live),
      events: { event in
        activity.notice(event)
        failures.report(event)
      })
    pool.start()
    log.info(
      "started",
      metadata: [
        "database": "\(settings.database)",
        "blobs": "\(settings.blobs.map { "\($0.location)" } ?? "in the database")",
        "workers": "\(settings.workers)",
        "kernels": "\(settings.kernels.rawValue)", "memory": "\(memory)", "name": "\(name)",
      ])
    return WorkerService(
      name: name, store: store, pool: pool, storeWatch: StoreWatch(store, time: time),
      activity: activity, settings: settings, time: time, log: log)
  }

  /// Returns when it is to end.
  func ending(_ signals: StopSignals, _ parent: ParentProcess) async -> Ending {
    await withTaskGroup(of: Ending.self) { group in
      group.addTask { [time, store] in
        let beganAt = time.uptime()
        while true {
          if parent.isGone { return .parent }
          if let limit = settings.runtimeLimit, time.uptime() - beganAt >= limit { return .runtime }
          if pool.heldCount > 0 { activity.touch() }
          if let limit = settings.idleLimit, activity.idleTime >= limit {
            return store.trouble == nil ? .idle : .away
          }
          do { try await time.sleep(Self.look) } catch { return .signal }
        }
      }
      group.addTask {
        await signals.next()
        return .signal
      }
      defer { group.cancelAll() }
      return await group.next() ?? .signal
    }
  }

  /// Claims nothing more, lets what trains keep how far it has come and go back to the queue, and closes
  /// the store, all within the time for it.
  func stop(because ending: Ending) async {
    log.info("stopping", metadata: ["reason": "\(ending.rawValue)"])
    let reserve = min(settings.drain / 10, Self.longestReserve)
    store.endWaits(within: settings.drain)
    for id in await pool.shutdown(grace: settings.drain - reserve) {
      log.warning(
        "a training did not stop in time; it is back in the queue", metadata: ["job": "\(id)"])
    }
    await storeWatch.stop()
    do {
      try await store.close()
    } catch {
      log.warning("the store could not be closed in order: \(error)")
    }
    log.info("stopped")
  }
}

/// When a worker had something to do last.
private final class Activity: Sendable {
  private let time: TimeSource
  private let last: Mutex<Duration>

  init(_ time: TimeSource) {
    self.time = time
    last = Mutex(time.uptime())
  }

  /// It has something to do now.
  func touch() { last.withLock { $0 = time.uptime() } }

  /// A store that does not answer may have jobs, but gives none: who pays for the worker's place pays for
  /// nothing, and what it has trained and not stored keeps it from being idle.
  func notice(_ event: QueueEvent) {
    switch event {
    case .claimed: touch()
    case .created, .settled, .leaseLost, .checkpointDiscarded, .requeued, .storeFailure: break
    }
  }

  /// The time since then.
  var idleTime: Duration { time.uptime() - last.withLock { $0 } }
}
