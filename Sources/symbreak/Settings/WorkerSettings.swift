package import ArgumentParser
package import KernelDispatch
package import Logging

/// The options of `symbreak worker` as they were typed; each is an environment variable too.
package struct WorkerOptions: ParsableArguments {
  @Option(
    help: """
      The PostgreSQL database of the service: postgres://[user@]host[:port][,host2[:port]]/name \
      (SYMBREAK_DATABASE).
      """)
  package var database: String?

  @Option(help: ArgumentHelp(DatabaseOption.passwordHelp))
  package var databasePasswordFile: String?

  @OptionGroup(title: "Large values")
  package var blobs: BlobOptions

  @Option(
    help: "Jobs trained at the same time (SYMBREAK_WORKERS; default: one a processor).")
  package var workers: String?

  @Option(
    help: """
      Bytes that all trainings together may take (SYMBREAK_MEMORY; default: what the machine or the \
      control group allows, less 256 MiB or an eighth).
      """)
  package var memory: String?

  @Option(
    help: """
      Seconds for which a job is held without renewing its claim (SYMBREAK_LEASE; 30 unless told).
      """)
  package var lease: String?

  @Option(
    help: """
      The instruction set to train with: baseline, avx2 or avx512 (SYMBREAK_KERNELS; default: the \
      fastest that this machine has).
      """)
  package var kernels: String?

  @Option(
    help: """
      Seconds that one attempt at a job may train, whatever its max_seconds says (default: no bound).
      """)
  package var maxJobSeconds: String?

  @Option(
    help: """
      End after so long without a job, such as 90s, 5m or 2h (SYMBREAK_EXIT_WHEN_IDLE; default: wait \
      for ever).
      """)
  package var exitWhenIdle: String?

  @Option(
    help: """
      End after so long, in good order, such as 55m before a walltime of an hour \
      (SYMBREAK_MAX_RUNTIME; default: never).
      """)
  package var maxRuntime: String?

  @Option(
    help: """
      What trainings get at the end to keep how far they have come and go back to the queue \
      (SYMBREAK_DRAIN; default: 30s).
      """)
  package var drain: String?

  @Option(help: "The least severe messages to log: debug, info, … (SYMBREAK_LOG_LEVEL).")
  package var logLevel: String?

  @Option(help: "The form of log lines: text or json (SYMBREAK_LOG_FORMAT; default: text).")
  package var logFormat: String?

  package init() {}
}

/// The settings that only workers have.
package enum WorkerCatalogue {
  package static let exitWhenIdle = Setting<Duration>.duration("exit-when-idle")

  package static let maxRuntime = Setting<Duration>.duration("max-runtime")

  package static let drain = Setting<Duration>.duration("drain")

  /// The environment variables.
  package static let variables = [exitWhenIdle.variable, maxRuntime.variable, drain.variable]
}

extension Setting where Value == Duration {
  /// A time in seconds, minutes or hours: up to a year.
  static func duration(_ name: String) -> Setting {
    Setting(
      name: name, expectation: "a time such as 30s, 5m or 2h",
      parse: { text in
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.count <= 8,
          digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
          let number = Int(digits), number * (unit ?? 1) <= 366 * 86_400
        else { return nil }
        return .seconds(number * (unit ?? 1))
      })
  }
}

/// How a worker is to run.
package struct WorkerSettings: Sendable, Equatable {
  package var database: DatabaseLocation
  /// Where large values are kept; nil for the database.
  package var blobs: BlobSettings?
  package var workers: Int
  /// Bytes that trainings may take; nil for what the machine allows.
  package var memory: Int?
  package var lease: Duration
  package var kernels: KernelVariant
  package var maxJobSeconds: Int?
  /// The time without a job after which it ends; nil for never.
  package var idleLimit: Duration?
  /// The time after which it ends in any case; nil for never.
  package var runtimeLimit: Duration?
  /// For trainings under way when it ends.
  package var drain: Duration
  package var logLevel: Logger.Level
  package var logFormat: LogFormat

  /// The settings that options and environment come to; `processors` workers where the number is not
  /// told. Throws everything that is wrong with them.
  package init(
    _ options: WorkerOptions, environment: [String: String], processors: Int
  ) throws(SettingsFaults) {
    typealias Catalogue = SettingsCatalogue
    var reader = SettingsReader(environment: environment)
    let faultless = reader
    database = reader.readDatabase(
      option: options.database, passwordFile: options.databasePasswordFile)
    if reader.isAsFaulty(as: faultless), !database.isShared {
      reader.refuse(
        "A worker works for services that keep their jobs in PostgreSQL: give --database"
          + " postgres://[user@]host[:port]/name. One process alone holds a database in SQLite: there"
          + " serve trains itself (serve --workers).")
    }
    if database.isShared {
      blobs = reader.readBlobs(options.blobs, with: database, environment: environment)
    }
    workers = reader.read(Catalogue.workers, option: options.workers) ?? processors
    if workers == 0 { reader.refuse("--workers is 0: a worker has one at least.") }
    memory = reader.read(Catalogue.memory, option: options.memory)
    lease = .seconds(reader.read(Catalogue.lease, option: options.lease) ?? 30)
    kernels = reader.readKernels(option: options.kernels)
    maxJobSeconds = reader.read(Catalogue.maxJobSeconds, option: options.maxJobSeconds)
    idleLimit = reader.read(WorkerCatalogue.exitWhenIdle, option: options.exitWhenIdle)
    runtimeLimit = reader.read(WorkerCatalogue.maxRuntime, option: options.maxRuntime)
    drain = reader.read(WorkerCatalogue.drain, option: options.drain) ?? .seconds(30)
    logLevel = reader.read(Catalogue.logLevel, option: options.logLevel) ?? .info
    logFormat = reader.read(Catalogue.logFormat, option: options.logFormat) ?? .text
    try reader.finish()
  }
}
