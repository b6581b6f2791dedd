package import ArgumentParser

/// The options of `symbreak serve` as they were typed. They are texts: options and environment
/// variables are read by the same rules, in ``ServeSettings``.
package struct ServeOptions: ParsableArguments {
  @Option(help: "The address to listen on (SYMBREAK_HOST; default: 127.0.0.1).")
  package var host: String?

  @Option(help: "The port to listen on; 0 picks a free one (SYMBREAK_PORT; default: 8080).")
  package var port: String?

  @Option(
    help: """
      The SQLite file that keeps the jobs, or :memory:, or a PostgreSQL database that several \
      processes share: postgres://[user@]host[:port][,host2[:port]]/name (SYMBREAK_DATABASE; \
      symbreak.sqlite unless told).
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
      Bytes that all trainings together may take; a job that needs more is refused, one that does \
      not fit beside others waits (SYMBREAK_MEMORY; default: what the machine or the control \
      group allows, less 256 MiB or an eighth for the service itself).
      """)
  package var memory: String?

  @Option(
    help: """
      Seconds for which a worker holds a job without renewing its claim (SYMBREAK_LEASE; 30 unless \
      told).
      """)
  package var lease: String?

  @Option(
    help: """
      The instruction set to train with: baseline, avx2 or avx512. Results are the same with each \
      (SYMBREAK_KERNELS; default: the fastest that this machine has).
      """)
  package var kernels: String?

  @Option(help: "The least severe messages to log: debug, info, … (SYMBREAK_LOG_LEVEL).")
  package var logLevel: String?

  @Option(
    help: """
      Names under which the service is reached besides localhost, for instance through a proxy, \
      separated by commas. Others are refused on the loopback interface and, while there are no \
      keys, on every address, but for addresses written as numbers (SYMBREAK_ALLOWED_HOSTS).
      """)
  package var allowedHosts: String?

  @Option(
    help: """
      Origins whose pages may call the service from a browser, such as http://localhost:3000, \
      separated by commas; * for every page, which needs keys (SYMBREAK_CORS_ORIGINS; default: none).
      """)
  package var corsOrigins: String?

  @Option(
    help: """
      The folder for uploads while they come; their files have no names and leave nothing behind \
      (SYMBREAK_TEMPORARY_FOLDER; default: the system's).
      """)
  package var temporaryFolder: String?

  @Option(help: "The form of log lines: text or json (SYMBREAK_LOG_FORMAT; default: text).")
  package var logFormat: String?

  @Flag(
    help: """
      Listen on an address that others reach although there are no keys (SYMBREAK_INSECURE=true): \
      everyone may then submit and delete jobs.
      """)
  package var insecure = false

  @Option(
    help: """
      Whether people get the page at /: on or off; programs get an index there either way \
      (SYMBREAK_PAGE; default: on).
      """)
  package var page: String?

  @OptionGroup(title: "Webhooks")
  package var webhooks: WebhookOptions

  @OptionGroup(title: "Limits")
  package var limits: LimitOptions

  package init() {}
}
