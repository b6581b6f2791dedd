package import KernelDispatch
package import Logging
package import PostgreSQLStore
package import WebRouting

/// Every setting of the program. Options, environment variables and messages follow from it.
package enum SettingsCatalogue {
  package static let host = Setting<ListeningHost>(
    name: "host", expectation: "an IPv4 or IPv6 address, or localhost", parse: ListeningHost.init)

  package static let port = Setting.wholeNumber("port", in: 0...65535)

  /// An address that is none is told apart from it, without being repeated.
  package static let database = Setting<Result<DatabaseLocation, PostgresAddress.Fault>>(
    name: "database", expectation: "a file, :memory:, or postgres://[user@]host[:port]/name",
    parse: { text in
      do throws(PostgresAddress.Fault) {
        return try DatabaseLocation.named(text).map { .success($0) }
      } catch {
        return .failure(error)
      }
    })

  package static let databasePasswordFile = Setting<String>(
    name: "database-password-file", expectation: "a file", parse: { $0.isEmpty ? nil : $0 })

  package static let workers = Setting.wholeNumber("workers", in: 0...1024)

  /// In bytes.
  package static let memory = Setting.wholeNumber("memory", in: 1 << 20...1 << 50)

  /// In seconds.
  package static let lease = Setting.wholeNumber("lease", in: 1...3600)

  package static let kernels = Setting<KernelVariant>.choice("kernels")

  package static let logLevel = Setting<Logger.Level>.choice("log-level")

  package static let allowedHosts = Setting<Set<String>>(
    name: "allowed-hosts", expectation: "host names without ports, separated by commas",
    parse: { text in
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimming(while: \.isWhitespace).lowercased()
      }
      guard names.allSatisfy({ !$0.isEmpty && !$0.contains(where: { ":/ ".contains($0) }) })
      else { return nil }
      return Set(names)
    })

  package static let corsOrigins = Setting<CrossOriginPolicy>(
    name: "cors-origins",
    expectation:
      "origins such as http://localhost:3000 (scheme, host and, unless it is the scheme's own, port;"
      + " no path), separated by commas, or *",
    parse: CrossOriginPolicy.init(setting:))

  package static let temporaryFolder = Setting<String>(
    name: "temporary-folder", expectation: "a folder", parse: { $0.isEmpty ? nil : $0 })

  package static let logFormat = Setting<LogFormat>.choice("log-format")

  package static let page = Setting<PageSetting>.choice("page")

  package static let insecure = Setting<Bool>(
    name: "insecure", expectation: "true or false", parse: { Bool($0) })

  /// In seconds.
  package static let grace = Setting.wholeNumber("grace", in: 0...3600)

  package static let maxRequestRate = Setting.wholeNumber("max-request-rate", in: 1...1_000_000)

  package static let maxJobSeconds = Setting.wholeNumber("max-job-seconds", in: 1...31_536_000)

  package static let maxQueuedJobs = Setting.wholeNumber("max-queued-jobs", in: 1...1_000_000_000)

  /// In millions of multiply-adds.
  package static let maxRunningCost = Setting.wholeNumber(
    "max-running-cost", in: 1...1_000_000_000_000_000)

  /// Bytes that the store keeps of one owner's jobs.
  package static let maxStoredBytes = Setting.wholeNumber("max-stored-bytes", in: 0...1 << 50)

  /// The environment variables that mean something to the service.
  package static let variables =
    [
      host.variable, port.variable, database.variable, databasePasswordFile.variable,
      BlobCatalogue.blobs.variable, BlobCatalogue.credentialsFile.variable,
      BlobCatalogue.threshold.variable,
      workers.variable, memory.variable,
      lease.variable, kernels.variable,
      logLevel.variable, logFormat.variable, allowedHosts.variable, corsOrigins.variable,
      temporaryFolder.variable, insecure.variable, page.variable,
      grace.variable, maxRequestRate.variable, maxJobSeconds.variable, maxQueuedJobs.variable,
      maxRunningCost.variable,
      maxStoredBytes.variable,
    ] + StorageLimitCatalogue.variables + LimitCatalogue.limits.map(\.setting.variable)
    + DatasetLimitCatalogue.limits.map(\.setting.variable)
    + SweepLimitCatalogue.limits.map(\.setting.variable)
    + AnalysisLimitCatalogue.limits.map(\.setting.variable) + WebhookCatalogue.variables
}

/// Whether people get the page at `/`.
package enum PageSetting: String, Sendable, CaseIterable {
  case on, off
}

extension Substring {
  fileprivate func trimming(while predicate: (Character) -> Bool) -> Substring {
    var rest = drop(while: predicate)
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
