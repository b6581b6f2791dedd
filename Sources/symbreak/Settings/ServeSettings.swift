package import HTTPService
internal import Jobs
package import KernelDispatch
package import Logging
package import SpecJSON
package import TrainingService
package import WebRouting

/// How the service is to run.
package struct ServeSettings: Sendable, Equatable {
  package var host: ListeningHost
  /// 0 lets the system choose.
  package var port: UInt16
  package var database: DatabaseLocation
  /// Where large values are kept; nil for the database.
  package var blobs: BlobSettings?
  package var workers: Int
  /// Bytes that trainings may take; nil for what the machine allows.
  package var memory: Int?
  /// How long a worker's claim is good without renewal.
  package var lease: Duration
  /// The most seconds that an attempt may train; nil for no bound.
  package var maxJobSeconds: Int?
  package var kernels: KernelVariant
  package var logLevel: Logger.Level
  /// Names beside localhost that requests may be for.
  package var allowedHosts: Set<String>
  /// Which pages of other origins may call.
  package var origins: CrossOriginPolicy
  package var logFormat: LogFormat
  /// Whether others may reach a service that has no keys.
  package var isInsecure: Bool
  /// Whether people get the page at `/`.
  package var servesPage: Bool
  /// For answers and trainings under way when the service ends.
  package var grace: Duration
  /// What the store may come to.
  package var storage: StorageLimits
  /// What the holders of keys may take.
  package var callers: CallerLimits
  /// What uploaded data sets may come to.
  package var datasets: DatasetLimits
  /// What one sweep may come to.
  package var sweeps: SweepLimits
  /// How webhooks are to be sent.
  package var webhooks: WebhookSettings
  /// What analyses may come to.
  package var analyses: AnalysisLimits
  /// The server's bounds, its host and port among them.
  package var server: HTTPServerConfiguration

  /// The settings that options and environment come to; `processors` workers where the number is
  /// not told, and limits that suit a machine of `machineMemory` bytes. Throws everything that is wrong with them.
  package init(
    _ options: ServeOptions, environment: [String: String], processors: Int,
    machineMemory: Int = .max
  ) throws(SettingsFaults) {
    typealias Catalogue = SettingsCatalogue
    var reader = SettingsReader(environment: environment)
    host = reader.read(Catalogue.host, option: options.host) ?? .loopback
    port = UInt16(reader.read(Catalogue.port, option: options.port) ?? 8080)
    database = reader.readDatabase(
      option: options.database, passwordFile: options.databasePasswordFile)
    blobs = reader.readBlobs(options.blobs, with: database, environment: environment)
    workers = reader.read(Catalogue.workers, option: options.workers) ?? processors
    memory = reader.read(Catalogue.memory, option: options.memory)
    lease = .seconds(reader.read(Catalogue.lease, option: options.lease) ?? 30)
    maxJobSeconds = reader.read(Catalogue.maxJobSeconds, option: options.limits.maxJobSeconds)
    kernels = reader.readKernels(option: options.kernels)
    logLevel = reader.read(Catalogue.logLevel, option: options.logLevel) ?? .info
    allowedHosts = reader.read(Catalogue.allowedHosts, option: options.allowedHosts) ?? []
    origins = reader.read(Catalogue.corsOrigins, option: options.corsOrigins) ?? .none
    logFormat = reader.read(Catalogue.logFormat, option: options.logFormat) ?? .text
    isInsecure =
      reader.read(Catalogue.insecure, option: options.insecure ? "true" : nil) ?? false
    servesPage = (reader.read(Catalogue.page, option: options.page) ?? .on) == .on
    grace = .seconds(reader.read(Catalogue.grace, option: options.limits.grace) ?? 10)
    storage = reader.readStorage(options.limits)
    if database.isShared, storage.databaseBytes != nil {
      reader.refuse(
        "--max-database-bytes bounds an SQLite file. What a PostgreSQL database may take is told to its"
          + " server, and --max-stored-bytes bounds each owner.")
    }
    let standard = CallerLimits()
    callers = CallerLimits(
      requestsPerSecond: reader.read(
        Catalogue.maxRequestRate, option: options.limits.maxRequestRate)
        ?? standard.requestsPerSecond,
      quota: JobQuota(
        queued: reader.read(Catalogue.maxQueuedJobs, option: options.limits.maxQueuedJobs)
          ?? standard.quota.queued,
        cost: reader.read(Catalogue.maxRunningCost, option: options.limits.maxRunningCost)
          .map { Double($0) * 1e6 } ?? standard.quota.cost,
        bytes: reader.read(Catalogue.maxStoredBytes, option: options.limits.maxStoredBytes)
          ?? standard.quota.bytes))
    datasets = DatasetLimits(memory: machineMemory)
    reader.read(DatasetLimitCatalogue.limits, options: options.limits.datasetTexts, into: &datasets)
    sweeps = SweepLimits()
    reader.read(SweepLimitCatalogue.limits, options: options.limits.sweepTexts, into: &sweeps)
    webhooks = reader.readWebhooks(options.webhooks)
    analyses = AnalysisLimits()
    reader.read(
      AnalysisLimitCatalogue.limits, options: options.limits.analysisTexts, into: &analyses)
    server = LimitCatalogue.standard(host: host.name, port: port, memory: machineMemory)
    server.contentFolder =
      reader.read(Catalogue.temporaryFolder, option: options.temporaryFolder)
      ?? environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    reader.read(LimitCatalogue.limits, options: options.limits.texts, into: &server)
    try reader.finish()
  }

  /// What a person should know before relying on these settings.
  package var warnings: [String] {
    var warnings: [String] = []
    if let warning = kernels.warning { warnings.append(warning) }
    if !host.isLoopback, isInsecure {
      warnings.append(
        "Listening on \(host.name), insecure: while there are no keys, everyone who reaches this"
          + " address may submit and delete jobs.")
    }
    if workers == 0, !database.isShared {
      warnings.append("There are no workers: jobs will wait and not be trained.")
    }
    return warnings
  }
}
